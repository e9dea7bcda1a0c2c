// The ways past a checkpoint and back: asking for an override, giving or declining it,
// and taking evidence back. Each wants a reason, and each is kept.
import type { DealPage, Point } from "../api/types";
import { TextArea } from "../parts/field";
import { Form } from "../parts/form";
import { useFormDraft } from "./draft";
import { t } from "./t";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDo, useManager } from "./use";

type FormProps = { point: Point; onDone: () => void; onCancel: () => void };
const empty = { why: "" };

type Verb = "ask" | "override" | "decline" | "take_back";

function ReasonForm(props: FormProps & { verb: Verb; act: string; label: string; hint: string; shows: (point: Point, why: string) => Point }) {
  const { point, verb } = props;
  const [value, set, sent] = useFormDraft(`${verb}:${point.key}`, empty);
  const act = useDo<{ checkpoint: string; why: string }>(verb, {
    shows: ({ why }) => (page: DealPage) => ({
      ...page,
      path: page.path.map((step) => ({
        ...step,
        points: step.points.map((one) => (one.key === point.key ? props.shows(one, why) : one)),
      })),
    }),
    after: () => {
      sent();
      props.onDone();
    },
  });
  return (
    <Form
      act={props.act}
      label={props.act}
      busy={act.busy}
      disabled={!value.why.trim()}
      trouble={<Trouble error={act.error} />}
      onSubmit={() => void act.run({ checkpoint: point.key, why: value.why })}
      onCancel={props.onCancel}
    >
      <TextArea label={props.label} rows={2} hint={props.hint} value={value.why} onChange={(why) => set({ why })} error={wrong(act.error, "why")} />
    </Form>
  );
}

export function AskForm(props: FormProps) {
  const { page } = useDeal();
  const manager = useManager(page.deal.owner);
  return (
    <ReasonForm
      {...props}
      verb="ask"
      act={manager ? t("menu.ask", { who: manager.name }) : t("menu.askSomebody")}
      label={t("reason.ask")}
      hint={t("reason.ask.hint")}
      shows={(point, why) => ({ ...point, asked: { checkpoint: point.key, why, by: "", at: Date.now() * 1000 } })}
    />
  );
}

export function OverrideForm(props: FormProps) {
  return (
    <ReasonForm
      {...props}
      verb="override"
      act={t("reason.override.act")}
      label={t("reason.override")}
      hint={t("reason.override.hint")}
      shows={({ asked: _, ...point }) => point}
    />
  );
}

export function DeclineForm(props: FormProps) {
  return (
    <ReasonForm
      {...props}
      verb="decline"
      act={t("pass.decline")}
      label={t("reason.decline")}
      hint={t("reason.decline.hint")}
      shows={({ asked: _, ...point }) => point}
    />
  );
}

export function TakeBackForm(props: FormProps) {
  return (
    <ReasonForm
      {...props}
      verb="take_back"
      act={t("menu.takeBack")}
      label={t("reason.takeBack")}
      hint={t("reason.takeBack.hint")}
      shows={({ given: _, ...point }) => ({ ...point, standing: "open" })}
    />
  );
}
