import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { type Column, nextSort, type Sort, sorted, Table } from "./table";

type Row = { id: string; name: string; value: number | null };
const rows: Row[] = [
  { id: "a", name: "Deal 10", value: 5 },
  { id: "b", name: "Deal 9", value: null },
  { id: "c", name: "Deal 11", value: 30 },
];
const columns: Column<Row>[] = [
  { id: "name", head: "Deal", name: true, cell: (row) => row.name, by: (row) => row.name },
  { id: "value", head: "Value", end: true, cell: (row) => row.value, by: (row) => row.value },
];
const ids = (list: readonly Row[]) => list.map((row) => row.id).join("");

describe("order", () => {
  it("counts the numbers within names", () => expect(ids(sorted(rows, columns, "name"))).toBe("bac"));
  it("leaves nothing last either way", () => {
    expect(ids(sorted(rows, columns, "value"))).toBe("acb");
    expect(ids(sorted(rows, columns, "-value"))).toBe("cab");
  });
  it("is as given without a sort, or with one that there is not", () => {
    expect(sorted(rows, columns, undefined)).toBe(rows);
    expect(sorted(rows, columns, "moon")).toBe(rows);
  });
  it("goes round: rising, falling, as it was", () => {
    expect(nextSort(undefined, "name")).toBe("name");
    expect(nextSort("name", "name")).toBe("-name");
    expect(nextSort("-name", "name")).toBeUndefined();
  });
});

describe("the table", () => {
  const open = vi.fn();
  function Whole() {
    const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
    const [sort, setSort] = useState<Sort | undefined>();
    return (
      <>
        <Table
          label="Deals"
          rows={sorted(rows, columns, sort)}
          rowKey={(row) => row.id}
          rowName={(row) => row.name}
          columns={columns}
          sort={sort}
          onSort={setSort}
          chosen={chosen}
          onChoose={setChosen}
          onOpen={open}
        />
        <output>{[...chosen].sort().join("")}</output>
      </>
    );
  }
  const line = (name: string) => screen.getByText(name).closest("tr")!;

  it("says its order and changes it", () => {
    render(<Whole />);
    fireEvent.click(screen.getByRole("button", { name: "Deal" }));
    expect(screen.getByRole("columnheader", { name: "Deal" }).getAttribute("aria-sort")).toBe("ascending");
    expect(screen.getAllByRole("row").slice(1).map((row) => row.textContent)).toEqual(["Deal 9", "Deal 105", "Deal 1130"]);
  });
  it("moves, opens and chooses by keys", () => {
    render(<Whole />);
    line("Deal 10").focus();
    fireEvent.keyDown(line("Deal 10"), { key: "j" });
    expect(document.activeElement).toBe(line("Deal 9"));
    fireEvent.keyDown(line("Deal 9"), { key: "x" });
    expect(document.querySelector("output")?.textContent).toBe("b");
    fireEvent.keyDown(line("Deal 9"), { key: "ArrowDown", shiftKey: true });
    expect(document.querySelector("output")?.textContent).toBe("bc");
    fireEvent.keyDown(line("Deal 11"), { key: "Enter" });
    expect(open).toHaveBeenCalledWith(rows[2]);
  });
  it("chooses all and none, and opens nothing by a tick", () => {
    open.mockClear();
    render(<Whole />);
    const all = screen.getByLabelText("Choose all");
    fireEvent.click(screen.getByLabelText("Choose Deal 9"));
    expect((all as HTMLInputElement).indeterminate).toBe(true);
    fireEvent.click(all);
    expect(document.querySelector("output")?.textContent).toBe("abc");
    fireEvent.click(all);
    expect(document.querySelector("output")?.textContent).toBe("");
    expect(open).not.toHaveBeenCalled();
  });
  it("shows what is to be learned when there is nothing", () => {
    render(<Table label="Deals" rows={[]} rowKey={(row: Row) => row.id} columns={columns} empty={<p>No deals yet</p>} />);
    expect(screen.getByText("No deals yet")).toBeDefined();
    expect(screen.queryByRole("grid")).toBeNull();
  });
});
