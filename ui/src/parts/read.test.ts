import { describe, expect, it } from "vitest";
import { readDay, readMoney, readNumber, readTime } from "./read";

describe("numbers", () => {
  it.each([
    ["61,500", "en-IE", 61500],
    ["61.500,50", "de-DE", 61500.5],
    ["61500.5", "en-IE", 61500.5],
    ["60k", "en-IE", 60000],
    ["1.1m", "en-IE", 1100000],
    ["1,2m", "de-DE", 1200000],
    ["1 234", "fr-FR", 1234],
    ["-5", "en-IE", -5],
  ])("reads %s in %s", (text, locale, value) => expect(readNumber(text, locale)).toBe(value));
  it.each(["", "abc", "1,2,3", "1.2.3", "12 months", "k", "1e5"])("does not read %s", (text) =>
    expect(readNumber(text, "en-IE")).toBeUndefined(),
  );
});

describe("money", () => {
  it("is in minor units and exact", () => {
    expect(readMoney("€86,000", "EUR", "en-IE")).toEqual({ minor: 8_600_000, currency: "EUR" });
    expect(readMoney("0.29", "EUR", "en-IE")).toEqual({ minor: 29, currency: "EUR" });
    expect(readMoney("EUR 1.15", "EUR", "en-IE")).toEqual({ minor: 115, currency: "EUR" });
    expect(readMoney("5000", "JPY", "en-IE")).toEqual({ minor: 5000, currency: "JPY" });
  });
  it("does not take one currency for another", () => {
    expect(readMoney("$5", "EUR", "en-IE")).toBeUndefined();
  });
});

describe("days", () => {
  const today = "2026-11-25"; // a Wednesday
  it.each([
    ["today", "2026-11-25"],
    ["Tomorrow", "2026-11-26"],
    ["fri", "2026-11-27"],
    ["Wednesday", "2026-12-02"],
    ["+3", "2026-11-28"],
    ["+2w", "2026-12-09"],
    ["+3m", "2027-02-25"],
    ["16 Dec", "2026-12-16"],
    ["16. December", "2026-12-16"],
    ["Dec 16th", "2026-12-16"],
    ["Wed 16 Dec", "2026-12-16"],
    ["1 Feb", "2027-02-01"],
    ["1 Feb 2028", "2028-02-01"],
    ["20 Nov", "2026-11-20"],
    ["16/12", "2026-12-16"],
    ["16.12.27", "2027-12-16"],
    ["2026-12-16", "2026-12-16"],
    ["29 Feb", "2028-02-29"],
  ])("reads %s", (text, day) => expect(readDay(text, today)).toBe(day));
  it.each([
    ["last mon", "2026-11-23"],
    ["last Wednesday", "2026-11-18"],
    ["next fri", "2026-11-27"],
    ["-7", "2026-11-18"],
    ["−2w", "2026-11-11"],
    ["-1 month", "2026-10-25"],
    ["3 days ago", "2026-11-22"],
    ["a week ago", "2026-11-18"],
    ["end of month", "2026-11-30"],
    ["end of October", "2026-10-31"],
    ["end of Feb", "2027-02-28"],
    ["end of feb 2024", "2024-02-29"],
  ])("reads %s", (text, day) => expect(readDay(text, today)).toBe(day));
  it.each([
    ["mon", "2026-11-23"],
    ["wed", "2026-11-18"],
    ["16 Dec", "2025-12-16"],
    ["24.11.", "2026-11-24"],
    ["25 Nov", "2026-11-25"],
    ["29 Feb", "2024-02-29"],
    ["end of Feb", "2026-02-28"],
    ["end of month", "2026-10-31"],
    ["yesterday", "2026-11-24"],
  ])("reads %s as a day behind", (text, day) => expect(readDay(text, today, "en-GB", true)).toBe(day));
  it.each(["last", "end of", "end of soon", "ago", "x days ago", "last soon"])("does not read %s", (text) => expect(readDay(text, today)).toBeUndefined());
  it.each(["", "31 Feb", "soon", "32 Dec", "12/13/14/15", "+x", "2026-13-01"])("does not read %s", (text) =>
    expect(readDay(text, today)).toBeUndefined(),
  );
  it("puts the month first where people do", () => {
    expect(readDay("12/16", today, "en-US")).toBe("2026-12-16");
    expect(readDay("12/16", today, "en-GB")).toBeUndefined();
  });
});

describe("readTime", () => {
  it.each([["9", "09:00"], ["14", "14:00"], ["1400", "14:00"], ["14.30", "14:30"], ["2pm", "14:00"], ["12 am", "00:00"], ["7:05", "07:05"]])("%s is %s", (text, time) => {
    expect(readTime(text)).toBe(time);
  });
  it.each(["", "25", "13pm", "9:60", "soon"])("does not guess %s", (text) => expect(readTime(text)).toBeUndefined());
});
