// The parts of the gallery that keep a state: fields, what floats, the table.
import { useMemo, useState } from "react";
import type { Day, Money } from "../i18n/format";
import { Button } from "./button";
import { DateField } from "./date-field";
import { Dialog, Panel } from "./dialog";
import { ChoiceField, MoneyField, NumberField, TextArea, TextField, Toggle } from "./field";
import { Popover } from "./float";
import { StepMark } from "./mark";
import { Menu } from "./menu";
import { type Pick, PickField } from "./pick-field";
import { type Column, type Sort, sorted, Table } from "./table";

const companies = ["Alderby Dairies", "Brackwater Paper", "Castellan Foods", "Harland Dairy Works", "Juniper Cold Storage", "Tarnbrook Steel"];

async function findCompany(words: string): Promise<Pick[]> {
  return companies
    .filter((name) => name.toLowerCase().includes(words.toLowerCase()))
    .map((name) => ({ id: name, name, detail: "client" }));
}

export function DemoFields() {
  const [words, setWords] = useState("About €60k, this year’s money");
  const [note, setNote] = useState("");
  const [mail, setMail] = useState("noor@harland");
  const [value, setValue] = useState<Money | null>({ minor: 6_150_000, currency: "EUR" });
  const [number, setNumber] = useState<number | null>(14);
  const [day, setDay] = useState<Day | null>(null);
  const [company, setCompany] = useState<Pick | null>(null);
  const [source, setSource] = useState<"referral" | "fair" | null>(null);
  const [on, setOn] = useState(true);
  const options = [
    { value: "referral" as const, label: "Referral", hint: "Somebody they trust named us" },
    { value: "fair" as const, label: "Fair", hint: "Met at a stand" },
  ];
  return (
    <div className="form">
      <TextField label="Budget, in their words" icon="money" value={words} onChange={setWords} />
      <div className="pair">
        <MoneyField label="Value" value={value} onChange={setValue} />
        <NumberField label="Meters" value={number} onChange={setNumber} min={1} max={99} unit="pcs" optional />
      </div>
      <div className="pair">
        <DateField label="Decision due" value={day} onChange={setDay} hint="Or fri, +3, 16 Dec" />
        <ChoiceField label="Source" value={source} onChange={setSource} options={options} />
      </div>
      <PickField label="Organisation" icon="organisation" value={company} onChange={setCompany} search={findCompany} onNew={(name) => setCompany({ id: name, name })} />
      <TextField label="Mail" type="email" value={mail} onChange={setMail} error="Needs a full address, as in noor@harland.example" />
      <TextArea label="What was said" value={note} onChange={setNote} optional placeholder="A sentence is enough" />
      <ChoiceField label="Source, with hints" as="radio" value={source} onChange={setSource} options={options} />
      <Toggle label="Remind me on the day" value={on} onChange={setOn} />
      <Toggle label="Not yours to change" value={false} disabled onChange={() => {}} />
    </div>
  );
}

export function DemoFloats() {
  const [open, setOpen] = useState<"panel" | "beside" | "dialog" | null>(null);
  const [owner, setOwner] = useState("mine");
  const close = () => setOpen(null);
  const foot = (
    <>
      <Button look="primary">Agree a conversation</Button>
      <Button onClick={close}>Keep as draft</Button>
    </>
  );
  return (
    <div className="row wrap">
      <Button onClick={() => setOpen("panel")}>Panel</Button>
      <Button onClick={() => setOpen("beside")}>Panel beside</Button>
      <Button onClick={() => setOpen("dialog")}>Dialog</Button>
      <Menu
        label="Whose"
        trigger={<button type="button" className="drop">Whose deals</button>}
        items={[
          { id: "mine", label: "My deals", checked: owner === "mine", end: "31", run: () => setOwner("mine") },
          { id: "team", label: "The team’s", checked: owner === "team", end: "150", run: () => setOwner("team") },
          { id: "overdue", label: "Overdue only", mark: <StepMark state="overdue" quiet />, rule: true, run: () => {} },
          { id: "erase", label: "Erase…", icon: "trash", danger: true, run: () => {} },
          { id: "locked", label: "Transfer", icon: "lock", disabled: true, run: () => {} },
        ]}
      />
      <Popover label="Filter" trigger={<button type="button" className="drop">Filter</button>}>
        {(shut) => <Button onClick={shut}>Only those over age</Button>}
      </Popover>
      {(open === "panel" || open === "beside") && (
        <Panel title="Brackwater Paper" lead="Steam metering, mill 2" modal={open === "panel"} footer={foot} onClose={close}>
          <DemoFields />
        </Panel>
      )}
      {open === "dialog" && (
        <Dialog title="Erase Noor Visser?" lead="Her name and words are destroyed; every figure stays. This cannot be undone." footer={foot} onClose={close}>
          <TextField label="Type her name" value="" onChange={() => {}} />
        </Dialog>
      )}
    </div>
  );
}

type Row = { id: string; name: string; step: string; value: number; age: number };
const steps = ["Prospecting", "Qualifying", "Needs analysis", "Proposing"];

export function DemoTable() {
  const [sort, setSort] = useState<Sort | undefined>("-value");
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [opened, setOpened] = useState<Row | null>(null);
  const rows = useMemo<Row[]>(
    () =>
      Array.from({ length: 5000 }, (_, i) => ({
        id: `d${i}`,
        name: `${companies[i % companies.length]} ${i + 1}`,
        step: steps[(i * 7) % 4]!,
        value: ((i * 7919) % 118) + 4,
        age: (i * 31) % 40,
      })),
    [],
  );
  const columns = useMemo<Column<Row>[]>(
    () => [
      { id: "name", head: "Deal", name: true, cell: (row) => row.name, by: (row) => row.name, foot: `${rows.length.toLocaleString("en")} deals` },
      { id: "step", head: "Step", cell: (row) => row.step, by: (row) => row.step, width: "150px", hide: "narrow" },
      { id: "value", head: "Value", end: true, cell: (row) => `€${row.value},000`, by: (row) => row.value, width: "84px" },
      { id: "age", head: "Age", end: true, cell: (row) => `${row.age} d`, by: (row) => row.age, width: "56px" },
    ],
    [rows],
  );
  const shown = useMemo(() => sorted(rows, columns, sort), [rows, columns, sort]);
  return (
    <div className="gallery-table">
      <Table
        label="Deals"
        rows={shown}
        rowKey={(row) => row.id}
        rowName={(row) => row.name}
        columns={columns}
        sort={sort}
        onSort={setSort}
        chosen={chosen}
        onChoose={setChosen}
        onOpen={setOpened}
      />
      {opened && (
        <Panel title={opened.name} modal={false} onClose={() => setOpened(null)}>
          <p>{opened.step}</p>
        </Panel>
      )}
    </div>
  );
}
