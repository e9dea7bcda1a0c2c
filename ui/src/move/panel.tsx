// One panel holds exactly what a move needs: what is missing, each with its place to be
// supplied, and the named act. It serves every move: on, back, won, and every way out.
//
//   <MovePanel deal={id} to={step} onDone={shut} onClose={shut} />
//
// `to` is a step, "won", or the key of an exit. Nothing typed is lost: drafts are kept
// until they are sent.
import { useState } from "react";
import { useFormats } from "../api/session";
import type { DealPage, Done, Moves } from "../api/types";
import { stale, useAsk } from "../api/use";
import { Button } from "../parts/button";
import { Celebrate } from "../parts/celebrate";
import { ErrorBanner } from "../parts/say";
import { type MoveProps, nameOf } from "./form";
import { BackForm, OutForm } from "./out";
import { NextForm } from "./next";
import { OnForm } from "./on";
import { wayOf, won as toWon } from "./plan";
import { Surface } from "./surface";
import { t } from "./t";

export function MovePanel(props: MoveProps) {
  const { deal, to, beside, onClose, onDone } = props;
  const address = `/api/deals/${encodeURIComponent(deal)}`;
  const page = useAsk<DealPage>(address);
  const moves = useAsk<Moves>(`${address}/moves`);
  const [moved, setMoved] = useState<Done>();
  // What is known of before a move would ask for what that move has asked for.
  const [begun, begin] = useState(false);
  if (!begun && page.data && (moves.data || moves.error) && !page.old && !moves.old) begin(true);
  const end = (done: Done) => {
    refresh(deal);
    if (done.ask_next || to === toWon) setMoved(done);
    else onDone(done);
  };
  const frame = { beside, onClose: moved ? () => onDone(moved) : onClose };
  const failed = page.error ?? moves.error;
  if (failed && !page.data) {
    return (
      <Surface {...frame} title="">
        <ErrorBanner error={failed} onRetry={() => void (page.again(), moves.again())} />
      </Surface>
    );
  }
  if (!page.data || !begun) return <Surface {...frame} title="…">{null}</Surface>;
  if (moved) return <After {...frame} page={page.data} done={moved} won={to === toWon} onDone={onDone} />;
  const way = wayOf(page.data, to);
  const rest = { ...frame, deal, to, page: page.data, moves: moves.data, onMoved: end, again: () => refresh(deal) };
  if (!way) {
    return (
      <Surface {...frame} title={page.data.deal.name}>
        <p>{t("none")}</p>
      </Surface>
    );
  }
  if (way.kind === "on" || way.kind === "win") return <OnForm key={to} {...rest} way={way} />;
  if (way.kind === "out") return <OutForm key={to} {...rest} way={way} />;
  return <BackForm key={to} {...rest} way={way} />;
}

/** Everything that shows this deal asks again. */
export function refresh(deal: string): void {
  stale(`/api/deals/${encodeURIComponent(deal)}`);
}

/** After a move: what is next; after a win, three stones. */
function After(props: {
  page: DealPage;
  done: Done;
  won: boolean;
  beside: HTMLElement | null | undefined;
  onClose: () => void;
  onDone: (done: Done) => void;
}) {
  const { page, done, won, beside, onClose } = props;
  const f = useFormats();
  const name = nameOf(page);
  const end = () => {
    refresh(page.deal.id);
    props.onDone(done);
  };
  if (won) {
    return (
      <Surface beside={beside} onClose={onClose} title={page.win.name} footer={<Button look="primary" onClick={end}>{t("done")}</Button>}>
        <Celebrate>{page.deal.value.minor ? t("wonFor", { deal: name, value: f.money(page.deal.value) }) : t("won", { deal: name })}</Celebrate>
      </Surface>
    );
  }
  return (
    <NextForm
      deal={page.deal.id}
      onDone={end}
      onSkip={end}
      wrap={(fields, buttons) => (
        <Surface beside={beside} onClose={onClose} title={t("next.title", { deal: name })} lead={t("next.lead")} footer={buttons}>
          {fields}
        </Surface>
      )}
    />
  );
}
