// Every part on one page, for those who build pages: open /parts while `npm run dev`
// runs. The people and companies are invented.
import { type ReactNode, useState } from "react";
import { SessionProvider, useFormats, type Session } from "../api/session";
import { ActProvider, useActs } from "./act";
import { Button, IconButton, Kbd } from "./button";
import { Celebrate } from "./celebrate";
import { DemoFields, DemoFloats, DemoTable } from "./gallery-parts";
import { Icon, iconNames } from "./icon";
import { Avatar, type CheckState, CheckMark, CheckMarks, StepMark, type StepState, Tally } from "./mark";
import { Need } from "./need";
import { type About, AgeBar, ageTone, ColumnHead, Figure, Interval, Progress, shareWords, spread, Was } from "./number";
import { Banner, Chip, EmptyPage, Section } from "./say";
import { Segment, Tabs } from "./segment";
import { type Destination, Page, Shell } from "./shell";
import { ThemeToggle } from "./theme";
import "./gallery.css";

const session: Session = {
  person: { id: "p1", name: "Ines Okafor", role: "Salesperson" },
  organisation: { name: "Northbeck demo", locale: "en-IE", zone: "Europe/Berlin", currency: "EUR" },
  counts: { today: 11 },
};

const pages: Destination[] = [
  { id: "today", href: "/parts/today", label: "Today", icon: "today", keys: "g t" },
  { id: "pipeline", href: "/parts/pipeline", label: "Pipeline", icon: "pipeline", keys: "g p" },
  { id: "people", href: "/parts/people", label: "People", icon: "people" },
  { id: "process", href: "/parts/process", label: "Process", icon: "process" },
  { id: "numbers", href: "/parts/numbers", label: "Numbers", icon: "numbers", keys: "g n" },
  { id: "plan", href: "/parts/plan", label: "Plan", icon: "plan" },
  { id: "forecast", href: "/parts/forecast", label: "Forecast", icon: "forecast", keys: "g f" },
  { id: "team", href: "/parts/team", label: "Team", icon: "team" },
  { id: "settings", href: "/parts/settings", label: "Settings", icon: "settings" },
];

export default function Gallery() {
  return (
    <SessionProvider session={session}>
      <ActProvider>
        <Shell pages={pages} search={find}>
          <Sheet />
        </Shell>
      </ActProvider>
    </SessionProvider>
  );
}

async function find(words: string) {
  const people = ["Ida Brandvold", "Per Aske", "Odd Tveit", "Hilde Vang"];
  return people
    .filter((name) => name.toLowerCase().includes(words.toLowerCase()))
    .map((name) => ({ id: name, title: name, detail: "Brackwater Paper", icon: "person" as const, href: "/parts" }));
}

function Sheet() {
  const [last, setLast] = useState("");
  useActs([
    { id: "log", title: "Log", keys: "l", icon: "log", run: () => setLast("log") },
    { id: "new", title: "New", keys: "n", icon: "plus", run: () => setLast("new") },
    { id: "offer", title: "Propose a solution", detail: "Brackwater Paper", keys: "]", icon: "document", run: () => setLast("offer") },
    { id: "park", title: "Park…", detail: "Brackwater Paper", icon: "park", run: () => setLast("park") },
  ]);
  return (
    <Page
      title="Parts"
      lead="one page of every part"
      tools={<ThemeToggle />}
      banner={
        <Banner tone="due" icon="offline" act={<Button>Connect again</Button>}>
          Live changes have stopped. What you see may be old.
        </Banner>
      }
    >
      <div className="gallery">
        <Colours />
        <TypeSizes />
        <Marks />
        <Refusal />
        <Numbers />
        <Controls />
        <Section title="Fields">
          <DemoFields />
        </Section>
        <Section title="Floating">
          <DemoFloats />
        </Section>
        <Chips />
        <Section title="Column" end="head of a step">
          <ColumnHead
            title="Proposing a solution"
            count={9}
            value="€0.5M"
            time={
              <>
                <Figure about={about}>7 d</Figure> <span className="faint">5–10</span>
              </>
            }
            overAge={0.44}
            hint={
              <>
                <CheckMark strength="impossible" state="open" /> <CheckMark strength="gate" state="open" /> 5 missing
              </>
            }
          />
        </Section>
        <Section title="Empty page" end="teaches">
          <EmptyPage
            title="No offers yet"
            text="An offer says what, for how much, and when they decide."
            act={<Button look="primary">Write the first offer</Button>}
            example="Example: “14 meters, fitted, €61,500, decision by 16 Dec”"
          />
        </Section>
        <Section title="Long task" end="can be left">
          <div className="row">
            <b className="grow">Importing deals.csv</b>
            <span className="small dim">6,210 of 9,480</span>
          </div>
          <Progress share={0.655} label="Importing deals.csv" />
        </Section>
        <Section title="Won">
          <Celebrate>Alderby Dairies is won: €118,000</Celebrate>
        </Section>
        <Icons />
      </div>
      <Section title="Table" end={last && `last act: ${last}`}>
        <DemoTable />
      </Section>
    </Page>
  );
}

const about: About = {
  name: "Time in step, median",
  definition: "Half of the deals that enter leave within this time. Open deals count for as long as they have been here.",
  n: 241,
  open: 31,
  interval: "5 to 10 days",
  asOf: "today 09:00",
};

const swatches =
  "bg surface sunken raised hover line line-2 edge ink ink-2 ink-3 mute accent accent-mid accent-wash late late-wash due due-wash due-mid due-mark good good-wash void void-wash";

function Colours() {
  return (
    <Section title="Colours" end="light and dark from one name">
      <ul className="swatches">
        {swatches.split(" ").map((name) => (
          <li key={name}>
            <i style={{ background: `var(--${name})` }} />
            {name}
          </li>
        ))}
      </ul>
    </Section>
  );
}

function TypeSizes() {
  return (
    <Section title="Type" end="Inter, tabular figures">
      <p className="figure-large">€231k</p>
      <p className="figure">about 2 in 5</p>
      <h1>Page title, łódź</h1>
      <p>
        <b>Section</b> and text
      </p>
      <p className="small">Tables, second lines</p>
      <p className="micro faint">Axes, notes, chips: never smaller</p>
    </Section>
  );
}

const steps: readonly StepState[] = ["overdue", "none", "today", "later", "done"];
const strengths = ["impossible", "gate", "advice"] as const;
const states: readonly CheckState[] = ["met", "open", "passed"];

function Marks() {
  return (
    <Section title="Marks" end="shape first">
      <div className="row wrap small">
        {steps.map((state) => (
          <span key={state} className="row">
            <StepMark state={state} /> {state}
          </span>
        ))}
      </div>
      <Tally of={[{ state: "overdue", n: 2 }, { state: "none", n: 1 }, { state: "today", n: 4 }]} />
      {strengths.map((strength) => (
        <div key={strength} className="row small">
          <span style={{ width: 84 }}>{strength}</span>
          {states.map((state) => (
            <CheckMark key={state} strength={strength} state={state} size="large" />
          ))}
        </div>
      ))}
      <CheckMarks
        of={[
          { key: "a", strength: "impossible", state: "met", name: "Conversation held" },
          { key: "b", strength: "gate", state: "passed", name: "They can pay" },
          { key: "c", strength: "gate", state: "open", name: "Who decides" },
          { key: "d", strength: "advice", state: "open", name: "Problem confirmed" },
        ]}
      />
      <div className="row">
        <Avatar name="Ines Okafor" size="small" alone />
        <Avatar name="Per Aske" alone />
        <Avatar name="Hilde Vang" size="large" alone />
        <Avatar size="large" />
      </div>
    </Section>
  );
}

function Refusal() {
  return (
    <Section title="A refusal, in place" end="no toasts">
      <div className="panel">
        <header>
          <h2>Tarnbrook Steel to Closing</h2>
          <p className="small dim">3 things missing, 2 met. It stays in Objections.</p>
        </header>
        <div className="body">
          <Need strength="impossible" question="Every concern settled by them" reason="“Payment in 60 days” is open since 12 Nov.">
            <div className="row">
              <Button>Settled…</Button>
              <Button look="quiet">They accepted it</Button>
            </div>
          </Need>
          <Need strength="gate" question="Terms agreed" word="gate, asked">
            <div className="row">
              <Button>Ask Dana</Button>
            </div>
          </Need>
          <Need strength="advice" question="Next talk with them booked" reason="Deals with one booked: 21 of 46 won." />
          <Need strength="gate" state="met" question="Offer is out" />
        </div>
        <footer>
          <Button look="primary" disabled>
            Close the deal
          </Button>
          <Button>Keep as draft</Button>
        </footer>
      </div>
    </Section>
  );
}

function Numbers() {
  const f = useFormats();
  const row = (name: string, drawing: ReactNode, words: ReactNode) => (
    <tr>
      <td>{name}</td>
      <td>{drawing}</td>
      <td className="num">{words}</td>
    </tr>
  );
  const door = (words: ReactNode) => (
    <Figure about={about} onOpen={() => {}}>
      {words}
    </Figure>
  );
  return (
    <Section title="Numbers" end="each is a door">
      <table className="t">
        <tbody>
          {row("Enough deals", <Interval low={0.31} value={0.37} high={0.43} width={72} />, door(shareWords(f, 89, 241, 0.31, 0.43)))}
          {row("Few deals", <Interval low={0.11} value={0.3} high={0.6} width={72} />, door(shareWords(f, 3, 10, 0.11, 0.6)))}
          {row("Wide", <Interval low={0.2} value={0.35} high={0.52} width={72} />, door(shareWords(f, 8, 23, 0.2, 0.52)))}
          {row("Like the team", <Interval low={0.24} value={0.41} high={0.55} tone="grey" width={72} />, <span className="faint">{door("not distinguishable")}</span>)}
          {row("Below the limits", <Interval low={0.11} value={0.19} high={0.31} tone="due" width={72} />, <span className="due">{door(spread(0.11, 0.31))}</span>)}
          {row("Mostly open", <Interval low={0.2} high={0.71} open width={72} />, door(`ends within ${spread(0.2, 0.71)}`))}
          {[7, 15, 31].map((days) => (
            <tr key={days}>
              <td>Age</td>
              <td>
                <AgeBar days={days} limit={12} far={20} width={72} />
              </td>
              <td className={`num ${ageTone(days, 12, 20)}`}>{f.days(days)}</td>
            </tr>
          ))}
          {row("Changed since Monday", null, <Was was={f.money({ minor: 7400000, currency: "EUR" })}>{f.money({ minor: 8600000, currency: "EUR" })}</Was>)}
        </tbody>
      </table>
    </Section>
  );
}

function Controls() {
  const [as, setAs] = useState<"board" | "table">("board");
  const [tab, setTab] = useState<"people" | "process">("people");
  return (
    <Section title="Buttons">
      <div className="row wrap">
        <Button look="primary" keys="]">
          Send the offer
        </Button>
        <Button>Park…</Button>
        <Button look="quiet">Cancel</Button>
        <Button look="danger">Erase person…</Button>
        <Button disabled>Not yet</Button>
        <Button busy>Saving</Button>
        <IconButton icon="more" label="More" />
      </div>
      <div className="row wrap">
        <Segment label="View" value={as} onChange={setAs} options={[{ value: "board", label: "Board" }, { value: "table", label: "Table" }]} />
        <span className="row small dim">
          <Kbd keys="mod+k" /> <Kbd keys="g p" /> <Kbd keys="Escape" /> <Kbd keys="Enter" />
        </span>
      </div>
      <Tabs label="Settings" value={tab} onChange={setTab} options={[{ value: "people", label: "People" }, { value: "process", label: "Process" }]}>
        <p className="small dim">The panel of {tab}.</p>
      </Tabs>
    </Section>
  );
}

function Chips() {
  const [filter, setFilter] = useState(true);
  return (
    <Section title="Chips">
      <div className="row wrap">
        <Chip>plain</Chip>
        <Chip tone="line">outline</Chip>
        {filter && (
          <Chip tone="acc" name="Closing by 31 Dec" onRemove={() => setFilter(false)}>
            Closing by 31 Dec
          </Chip>
        )}
        <Chip tone="late" mark={<StepMark state="overdue" quiet />}>
          2 d late
        </Chip>
        <Chip tone="due" mark={<StepMark state="today" quiet />}>
          today
        </Chip>
        <Chip tone="void" mark={<StepMark state="none" quiet />}>
          nothing
        </Chip>
        <Chip tone="good" mark={<StepMark state="done" quiet />}>
          met
        </Chip>
      </div>
    </Section>
  );
}

function Icons() {
  return (
    <Section title="Icons">
      <div className="row wrap">
        {iconNames.map((name) => (
          <span key={name} title={name}>
            <Icon name={name} />
          </span>
        ))}
      </div>
    </Section>
  );
}
