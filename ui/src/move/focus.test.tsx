import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, describe, expect, it } from "vitest";
import { tabAround, useFocusKept } from "./focus";

afterEach(cleanup);

let answer: (line: string) => void;
function Panel() {
  const [open, set] = useState(["first", "second"]);
  answer = (line) => set((before) => before.filter((one) => one !== line));
  useFocusKept();
  return (
    <div className="move-panel" role="dialog" onKeyDown={tabAround}>
      <div className="body">
        {["first", "second"].map((line) => (
          <div key={line} className="need">
            {open.includes(line) ? <input aria-label={line} /> : `${line} is met`}
          </div>
        ))}
      </div>
      <footer>
        <button type="button">Go on</button>
      </footer>
    </div>
  );
}

describe("the focus of a panel", () => {
  it("goes on with the next line when one is answered, and at last to the act", () => {
    render(<Panel />);
    screen.getByLabelText("first").focus();
    act(() => answer("first"));
    expect(document.activeElement).toBe(screen.getByLabelText("second"));
    act(() => answer("second"));
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Go on" }));
  });
  it("stays where it was while another line is answered", () => {
    render(<Panel />);
    screen.getByLabelText("second").focus();
    act(() => answer("first"));
    expect(document.activeElement).toBe(screen.getByLabelText("second"));
  });
  it("goes around by Tab", () => {
    render(<Panel />);
    screen.getByRole("button", { name: "Go on" }).focus();
    fireEvent.keyDown(document.activeElement!, { key: "Tab" });
    expect(document.activeElement).toBe(screen.getByLabelText("first"));
    fireEvent.keyDown(document.activeElement!, { key: "Tab", shiftKey: true });
    expect(document.activeElement).toBe(screen.getByRole("button", { name: "Go on" }));
  });
});
