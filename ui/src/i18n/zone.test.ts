import { describe, expect, it } from "vitest";
import { endOfDay } from "./zone";

describe("endOfDay", () => {
  it.each([
    ["2026-11-20", "Europe/Berlin", "2026-11-20T22:59:59Z"],
    ["2026-07-01", "Europe/Berlin", "2026-07-01T21:59:59Z"],
    ["2026-03-29", "Europe/Berlin", "2026-03-29T21:59:59Z"], // clocks go forward
    ["2026-10-25", "Europe/Berlin", "2026-10-25T22:59:59Z"], // and back
    ["2026-11-20", "America/New_York", "2026-11-21T04:59:59Z"],
    ["2026-11-20", "Pacific/Auckland", "2026-11-20T10:59:59Z"],
    ["2026-11-20", "Asia/Kolkata", "2026-11-20T18:29:59Z"],
    ["2026-11-20", "UTC", "2026-11-20T23:59:59Z"],
  ])("%s in %s", (day, zone, moment) => {
    expect(endOfDay(day, zone)).toBe(moment);
  });
});
