import { describe, expect, it } from "vitest";
import { isTyping, keyLabel, keyName, sequences } from "./key";

const key = (init: KeyboardEventInit & { key: string }) => keyName(new KeyboardEvent("keydown", init));

describe("the name of a key", () => {
  it("is the letter, the sign, or the word", () => {
    expect(key({ key: "l" })).toBe("l");
    expect(key({ key: "L", shiftKey: true })).toBe("shift+l");
    expect(key({ key: "?", shiftKey: true })).toBe("?");
    expect(key({ key: "k", ctrlKey: true })).toBe("mod+k");
    expect(key({ key: "k", metaKey: true })).toBe("mod+k");
    expect(key({ key: "ArrowDown", shiftKey: true })).toBe("shift+ArrowDown");
    expect(key({ key: " " })).toBe("Space");
  });
  it("is nothing for a modifier or half a letter", () => {
    expect(key({ key: "Shift", shiftKey: true })).toBe("");
    expect(key({ key: "Dead" })).toBe("");
  });
  it("takes a bracket that is written with AltGr", () => {
    expect(key({ key: "[", ctrlKey: true, altKey: true })).toBe("[");
  });
  it("goes by the place where letters are not Latin", () => {
    expect(key({ key: "п", code: "KeyG" })).toBe("g");
  });
});

describe("sequences", () => {
  const known = ["g p", "g t", "l", "p"];
  it("follow one another within a pause", () => {
    const follow = sequences(1000);
    expect(follow("g", known, 0)).toBeUndefined();
    expect(follow("p", known, 500)).toBe("g p");
    expect(follow("p", known, 600)).toBe("p");
  });
  it("are forgotten after it", () => {
    const follow = sequences(1000);
    follow("g", known, 0);
    expect(follow("p", known, 1500)).toBe("p");
  });
  it("let another key be itself", () => {
    const follow = sequences(1000);
    follow("g", known, 0);
    expect(follow("l", known, 100)).toBe("l");
    expect(follow("z", known, 200)).toBeUndefined();
  });
});

describe("labels", () => {
  it("are what is engraved", () => {
    expect(["Ctrl K", "⌘K"]).toContain(keyLabel("mod+k"));
    expect(keyLabel("g p")).toBe("g p");
    expect(keyLabel("[")).toBe("[");
    expect(keyLabel("Escape")).toBe("Esc");
  });
});

describe("typing", () => {
  it("is in text and not in a tick", () => {
    const make = (html: string) => {
      document.body.innerHTML = html;
      return document.body.firstElementChild;
    };
    expect(isTyping(make("<input>"))).toBe(true);
    expect(isTyping(make("<textarea></textarea>"))).toBe(true);
    expect(isTyping(make("<input type=checkbox>"))).toBe(false);
    expect(isTyping(make("<button></button>"))).toBe(false);
    document.body.innerHTML = "";
  });
});
