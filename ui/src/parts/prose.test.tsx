import { render } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { blocks, Prose } from "./prose";

describe("prose", () => {
  it("finds paragraphs, lists and heads", () => {
    expect(blocks("## Two\n\na\nb\n\n- x\n  y\n- z\n\n1. p\n2. q\n\nend")).toEqual([
      { kind: "head", text: "Two" },
      { kind: "text", text: "a b" },
      { kind: "list", ordered: false, items: ["x y", "z"] },
      { kind: "list", ordered: true, items: ["p", "q"] },
      { kind: "text", text: "end" },
    ]);
  });
  it("begins a list right after a paragraph's lines", () => {
    expect(blocks("Ask:\n- one").map(({ kind }) => kind)).toEqual(["text", "list"]);
  });
  it("shows emphasis and links", () => {
    const { container } = render(<Prose text={"Say **it *well* now** or `x<y`; [see](https://example.org/a)"} />);
    expect(container.querySelector("b")!.innerHTML).toBe("it <em>well</em> now");
    expect(container.querySelector("code")!.textContent).toBe("x<y");
    expect(container.querySelector("a")!.getAttribute("href")).toBe("https://example.org/a");
  });
  it("never makes markup or a script of a text", () => {
    const { container } = render(<Prose text={"<img src=x onerror=alert(1)> [a](javascript:alert(1)) [b](//evil.example)"} />);
    expect(container.querySelector("img, a")).toBeNull();
    expect(container.textContent).toContain("<img src=x");
  });
});
