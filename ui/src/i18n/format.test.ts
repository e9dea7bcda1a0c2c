import { describe, expect, it } from "vitest";
import { addDays, DAY, daysBetween, digits, formats, HOUR, MINUTE } from "./format";

const f = formats({ locale: "en-IE", zone: "Europe/Berlin", currency: "EUR" });
const micros = (iso: string) => Date.parse(iso) * 1000;
const plain = (text: string) => text.replace(/\u00a0/g, " ");

describe("money", () => {
  it("leaves out minor units that are nought", () => {
    expect(f.money({ minor: 8_600_000, currency: "EUR" })).toBe("€86,000");
    expect(f.money({ minor: 8_600_050, currency: "EUR" })).toBe("€86,000.50");
  });
  it("knows currencies without a minor unit", () => {
    expect(digits("JPY")).toBe(0);
    expect(f.money({ minor: 5000, currency: "JPY" })).toContain("5,000");
  });
  it("is short in two or three digits", () => {
    expect(f.moneyShort({ minor: 8_640_000, currency: "EUR" })).toBe("€86k");
    expect(f.moneyShort({ minor: 900_000, currency: "EUR" })).toBe("€9k");
    expect(f.moneyShort({ minor: 23_100_000, currency: "EUR" })).toBe("€231k");
    expect(f.moneyShort({ minor: 231_400_000, currency: "EUR" })).toBe("€2.31M");
  });
});

describe("days are the organisation's", () => {
  it("takes the zone and not the viewer's clock", () => {
    expect(f.dayOf(micros("2026-11-24T23:30:00Z"))).toBe("2026-11-25");
    expect(f.time(micros("2026-11-25T13:00:00Z"))).toBe("14:00");
  });
  it("names the near ones", () => {
    expect(f.day("2026-11-25", "2026-11-25")).toBe("today");
    expect(f.day("2026-11-26", "2026-11-25")).toBe("tomorrow");
    expect(f.day("2026-11-24", "2026-11-25")).toBe("yesterday");
    expect(f.day("2026-11-27", "2026-11-25")).toBe("Fri 27 Nov");
    expect(f.day("2027-02-01", "2026-11-25")).toBe("1 Feb 2027");
    expect(f.dayShort("2026-11-27", "2026-11-25")).toBe("Fri");
    expect(f.dayShort("2026-12-04", "2026-11-25")).toBe("4 Dec");
  });
  it("counts across a change of clocks", () => {
    expect(daysBetween("2026-03-28", "2026-03-30")).toBe(2);
    expect(addDays("2026-10-24", 2)).toBe("2026-10-26");
    expect(addDays("2026-12-31", 1)).toBe("2027-01-01");
  });
});

describe("modest numbers", () => {
  it("writes small samples as a count", () => {
    expect(f.ratio(3, 10)).toBe("3 of 10");
    expect(plain(f.ratio(37, 100))).toBe("37 %");
  });
  it("gives chances in steps of five and never certainty", () => {
    expect(plain(f.chance(0.413))).toBe("40 %");
    expect(plain(f.chance(0))).toBe("<5 %");
    expect(plain(f.chance(1))).toBe(">95 %");
  });
  it("writes lengths in one unit", () => {
    expect(plain(f.duration(25 * MINUTE))).toBe("25 min");
    expect(plain(f.duration(5 * HOUR))).toBe("5 h");
    expect(plain(f.duration(12 * DAY))).toBe("12 d");
    expect(plain(f.duration(200 * DAY))).toBe("7 mo");
  });
});
