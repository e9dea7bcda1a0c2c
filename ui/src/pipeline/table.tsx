// The pipeline as a table: filtered and sorted by the server, chosen and changed many at
// a time.
import { Link } from "wouter";
import { usePages } from "../api/pages";
import { useFormats, useToday } from "../api/session";
import type { Card, DealList, Member } from "../api/types";
import { useNarrow } from "../parts/float";
import { Avatar, StepMark } from "../parts/mark";
import { ErrorBanner } from "../parts/say";
import { type Column, Table } from "../parts/table";
import { Age, dealHref, Marks, nextWords, Signs } from "./card";
import { title } from "./filter";
import { t } from "./t";
import { EmptyList } from "./empty";

export type TableProps = {
  query: Record<string, string | undefined>;
  members: ReadonlyMap<string, Member>;
  names: ReadonlyMap<string, string>;
  sort: string;
  onSort: (sort: string) => void;
  chosen: ReadonlySet<string>;
  onChoose: ((chosen: ReadonlySet<string>, cards: readonly Card[]) => void) | undefined;
  onOpen: (id: string) => void;
  onClear: () => void;
};

const counted = { count: true };
const dealsOf = ({ deals }: DealList) => deals;

export function DealTable(props: TableProps) {
  const deals = usePages<Card, DealList>("/api/deals", "deal", { ...props.query, sort: props.sort }, dealsOf, counted);
  const columns = useColumns(props.members, props.names);
  const { onChoose } = props;
  if (deals.error !== undefined && deals.rows.length === 0) return <ErrorBanner error={deals.error} onRetry={deals.again} />;
  return (
    <div className="pipeline-table" aria-busy={!deals.fresh}>
      {deals.fresh && (
        <p className="sr" role="status">
          {t("table.count", { n: deals.count })}
        </p>
      )}
      <Table
        label={t("table.label")}
        rows={deals.rows}
        rowKey={(card) => card.id}
        rowName={(card) => title(card)}
        columns={columns}
        sort={props.sort}
        onSort={(sort) => props.onSort(sort ?? "-changed")}
        onOpen={(card) => props.onOpen(card.id)}
        onEnd={deals.more}
        chosen={props.chosen}
        empty={deals.fresh ? <EmptyList onClear={props.onClear} /> : undefined}
        {...(onChoose ? { onChoose: (chosen: ReadonlySet<string>) => onChoose(chosen, deals.rows) } : {})}
      />
      <p className="pipeline-more" aria-hidden="true">
        {deals.next ? t("table.more") : deals.fresh && deals.rows.length > 0 ? t("table.count", { n: deals.count }) : ""}
      </p>
    </div>
  );
}

/** Sorted by the server: the head needs only to know that it can be. */
const byServer = () => null;

function useColumns(members: ReadonlyMap<string, Member>, names: ReadonlyMap<string, string>): Column<Card>[] {
  const f = useFormats();
  const today = useToday();
  const narrow = useNarrow();
  return [
    {
      id: "name",
      head: t("table.deal"),
      name: true,
      by: byServer,
      cell: (card) => (
        <span className="pipeline-name">
          <Link href={dealHref(card.id)} className="cut">
            {title(card)}
          </Link>
          {card.organisation?.name && <span className="cut dim">{card.name}</span>}
          <Signs card={card} />
        </span>
      ),
    },
    { id: "step", head: t("table.step"), width: "13%", cell: (card) => <span className="cut">{names.get(card.step) ?? card.step}</span>, hide: "narrow" },
    { id: "marks", head: t("table.marks"), width: "118px", cell: (card) => <Marks text={card.marks} />, hide: "medium" },
    {
      id: "next",
      head: t("table.next"),
      width: narrow ? "112px" : "14%",
      by: byServer,
      cell: (card) =>
        card.status === "open" && (
          <span className={`row c3 is-${card.next.mark}`}>
            <StepMark state={card.next.mark} quiet />
            <span className="cut">{nextWords(card.next, f, today)}</span>
          </span>
        ),
    },
    {
      id: "entered",
      head: t("table.days"),
      width: "88px",
      by: byServer,
      hide: "medium",
      cell: (card) => (
        <span className="row">
          <Age card={card} />
        </span>
      ),
    },
    { id: "value", head: t("table.value"), end: true, width: "88px", by: byServer, cell: (card) => (card.value.minor ? f.moneyShort(card.value) : "–") },
    { id: "close", head: t("table.close"), end: true, width: "96px", by: byServer, hide: "narrow", cell: (card) => (card.close_date ? f.date(card.close_date, today) : "–") },
    {
      id: "owner",
      head: t("table.owner"),
      width: "116px",
      hide: "medium",
      cell: (card) => (
        <span className="row">
          <Avatar name={members.get(card.owner)?.name} size="small" />
          <span className="cut">{members.get(card.owner)?.name}</span>
        </span>
      ),
    },
    { id: "changed", head: t("table.changed"), end: true, width: "84px", by: byServer, hide: "medium", cell: (card) => f.dayShort(f.dayOf(card.changed), today) },
  ];
}
