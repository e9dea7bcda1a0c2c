import { describe, expect, it } from "vitest";
import { append } from "./pages";

describe("pages of a list", () => {
  it("join, and what has moved between two of them stands once", () => {
    const rows = (...ids: string[]) => ids.map((id) => ({ id }));
    expect(append(rows("1", "2", "3"), rows("3", "4")).map(({ id }) => id)).toEqual(["1", "2", "3", "4"]);
  });
});
