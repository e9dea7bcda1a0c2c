import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { SessionProvider } from "../api/session";
import { addMonths, Calendar, weekStart, weeksOf } from "./calendar";

const organisation = { name: "Northbeck demo", locale: "en-IE", zone: "Europe/Berlin", currency: "EUR" };

describe("months", () => {
  it("keep the day, or end where the month does", () => {
    expect(addMonths("2026-01-31", 1)).toBe("2026-02-28");
    expect(addMonths("2026-11-25", 2)).toBe("2027-01-25");
    expect(addMonths("2026-03-31", -1)).toBe("2026-02-28");
    expect(addMonths("2028-02-29", 12)).toBe("2029-02-28");
  });
  it("are whole weeks", () => {
    const weeks = weeksOf("2026-11-25", 1);
    expect(weeks[0]?.[0]).toBe("2026-10-26");
    expect(weeks.at(-1)?.[6]).toBe("2026-12-06");
    expect(weeksOf("2026-02-10", 0)).toHaveLength(4); // February 2026 begins on a Sunday
  });
  it("begin where people do", () => {
    expect(weekStart("en-US")).toBe(0);
    expect(weekStart("de-DE")).toBe(1);
  });
});

describe("the calendar", () => {
  const shown = (onChange: (day: string) => void, max?: string) =>
    render(
      <SessionProvider session={{ person: { id: "p", name: "Ines Okafor", role: "Salesperson" }, organisation }}>
        <Calendar value="2026-11-25" max={max} onChange={onChange} />
      </SessionProvider>,
    );
  const press = (key: string) => fireEvent.keyDown(document.activeElement!, { key });

  it("moves by day, week and month, and takes what it is on", () => {
    const take = vi.fn();
    shown(take);
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Wednesday 25 November 2026");
    for (const key of ["ArrowDown", "ArrowRight", "PageDown", "Home"]) press(key);
    expect(document.activeElement?.getAttribute("aria-label")).toBe("Monday 28 December 2026");
    press("Enter");
    expect(take).toHaveBeenCalledWith("2026-12-28");
  });
  it("does not take a day beyond its bounds", () => {
    const take = vi.fn();
    shown(take, "2026-11-26");
    press("ArrowRight");
    press("ArrowRight");
    press("Enter");
    fireEvent.click(screen.getByLabelText("Friday 27 November 2026"));
    expect(take).not.toHaveBeenCalled();
    fireEvent.click(screen.getByLabelText("Thursday 26 November 2026"));
    expect(take).toHaveBeenCalledWith("2026-11-26");
  });
});
