// Back, and out: a return asks for a reason, an exit for what the process lists, parking
// for the day of coming back.
import { send } from "../api/client";
import { ApiError } from "../api/problem";
import { useToday } from "../api/session";
import type { Done } from "../api/types";
import { useSend } from "../api/use";
import { addDays, type Day } from "../i18n/format";
import { Button, Kbd } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, TextArea, TextField } from "../parts/field";
import { useDraftOf } from "../parts/kept";
import { ErrorText } from "../parts/say";
import { type FormProps, nameOf } from "./form";
import type { Way } from "./plan";
import { Surface } from "./surface";
import { t } from "./t";

/** The fields of an error, by the name of the input. */
const wrong = (error: unknown): Record<string, string> => (error instanceof ApiError ? error.fields : {});

function Foot({ act, busy, disabled, danger, onAct, onClose }: { act: string; busy: boolean; disabled: boolean; danger?: boolean; onAct: () => void; onClose: () => void }) {
  return (
    <>
      <Button look={danger ? "danger" : "primary"} busy={busy} disabled={disabled} onClick={onAct}>
        {act}
      </Button>
      <Button onClick={onClose}>{t("keep")}</Button>
      <span className="hint">
        <Kbd keys="Escape" /> {t("puts")}
      </span>
    </>
  );
}

type Why = { why: string };
const noWhy: Why = { why: "" };

/** A return to an earlier step, or the way back into the pipeline. */
export function BackForm({ page, moves, to, way, beside, onClose, onMoved, again }: FormProps & { way: Way }) {
  const { id, version } = page.deal;
  const reopens = way.kind === "reopen";
  const [draft, set, sent] = useDraftOf<Why>(`back:${id}:${to}`, noWhy);
  const move = useSend(async (key: string, why: string) => {
    const body = { to, ...(why ? { why } : {}), version: moves?.version ?? version };
    try {
      return await send<Done>(`/api/deals/${encodeURIComponent(id)}/${reopens ? "reopen" : "move"}`, body, { key });
    } catch (error) {
      if (error instanceof ApiError && error.conflict) again();
      throw error;
    }
  });
  const act = async () => {
    const done = await move.run(draft.why.trim());
    if (!done) return;
    sent();
    onMoved(done);
  };
  const titled = t(reopens ? "reopen.title" : "back.title", { deal: nameOf(page), step: way.name });
  return (
    <Surface
      beside={beside}
      onClose={onClose}
      title={titled}
      lead={t(reopens ? "lead.reopen" : "lead.back")}
      footer={<Foot act={t(reopens ? "reopen.act" : "back.act", { step: way.name })} busy={move.busy} disabled={!reopens && !draft.why.trim()} onAct={() => void act()} onClose={onClose} />}
    >
      <TextArea
        label={t(reopens ? "why" : "why.back")}
        optional={reopens}
        focus
        rows={3}
        value={draft.why}
        error={wrong(move.error).why}
        onChange={(why) => set({ why })}
        onKeyDown={(e) => {
          if (e.key !== "Enter" || !(e.metaKey || e.ctrlKey) || !draft.why.trim()) return;
          e.preventDefault();
          void act();
        }}
      />
      <ErrorText error={move.error} />
    </Surface>
  );
}

type Leaving = { reason: string; others: string[]; to: string; step: string; until: Day | null; note: string };
const nothing: Leaving = { reason: "", others: [], to: "", step: "", until: null, note: "" };

/** The way out that the process knows: its reasons, and the day where it has one. */
export function OutForm({ page, moves, way, beside, onClose, onMoved, again }: FormProps & { way: Extract<Way, { kind: "out" }> }) {
  const { exit } = way;
  const { id, version } = page.deal;
  const today = useToday();
  const [draft, set, sent] = useDraftOf<Leaving>(`out:${id}:${exit.key}`, nothing);
  const reasons = (exit.reasons ?? []).filter(({ retired }) => !retired);
  const ready = (reasons.length === 0 || draft.reason !== "") && (!exit.dated || draft.until !== null);
  const close = useSend(async (key: string, body: object) => {
    try {
      return await send<Done>(`/api/deals/${encodeURIComponent(id)}/close`, body, { key });
    } catch (error) {
      if (error instanceof ApiError && error.conflict) again();
      throw error;
    }
  });
  const act = async () => {
    const { reason, others, to, step, until, note } = draft;
    const done = await close.run({
      as: exit.key,
      version: moves?.version ?? version,
      ...(reason ? { reason } : {}),
      ...(others.length ? { others } : {}),
      ...(to.trim() ? { to: to.trim() } : {}),
      ...(step ? { step } : {}),
      ...(until ? { until } : {}),
      ...(note.trim() ? { note: note.trim() } : {}),
    });
    if (!done) return;
    sent();
    onMoved(done);
  };
  const errors = wrong(close.error);
  return (
    <Surface
      beside={beside}
      onClose={onClose}
      title={t("out.title", { deal: nameOf(page), exit: exit.name })}
      lead={t(exit.dated ? "lead.parked" : "lead.out")}
      footer={<Foot act={exit.name} busy={close.busy} disabled={!ready} danger={!exit.dated} onAct={() => void act()} onClose={onClose} />}
    >
      {exit.dated && (
        <DateField label={t("out.until")} min={addDays(today, 1)} value={draft.until} onChange={(until) => set({ until })} error={errors.until} focus />
      )}
      {reasons.length > 0 && (
        <ChoiceField
          as="radio"
          label={t("out.reason")}
          value={draft.reason || null}
          error={errors.reason}
          onChange={(reason) => set({ reason, others: draft.others.filter((one) => one !== reason) })}
          options={reasons.map(({ key, name }) => ({ value: key, label: name }))}
        />
      )}
      {reasons.length > 1 && draft.reason && !exit.dated && (
        <Others reasons={reasons.filter(({ key }) => key !== draft.reason)} value={draft.others} onChange={(others) => set({ others })} />
      )}
      {exit.key === "lost" && <TextField label={t("out.to")} optional value={draft.to} error={errors.to} onChange={(to) => set({ to })} />}
      {(exit.key === "lost" || exit.key === "no_decision") && (
        <ChoiceField
          label={t("out.step")}
          optional
          value={draft.step || page.deal.step}
          onChange={(step) => set({ step })}
          options={page.path.filter(({ state }) => state === "done" || state === "here").map(({ key, name }) => ({ value: key, label: name }))}
        />
      )}
      <TextArea label={t("out.note")} optional rows={2} value={draft.note} onChange={(note) => set({ note })} />
      <ErrorText error={close.error} />
    </Surface>
  );
}

function Others({ reasons, value, onChange }: { reasons: readonly { key: string; name: string }[]; value: readonly string[]; onChange: (value: string[]) => void }) {
  return (
    <fieldset className="ask move-others">
      <legend>{t("out.others")}</legend>
      {reasons.map(({ key, name }) => (
        <label key={key} className="radio">
          <input
            type="checkbox"
            className="check"
            checked={value.includes(key)}
            onChange={() => onChange(value.includes(key) ? value.filter((one) => one !== key) : [...value, key])}
          />
          <span>{name}</span>
        </label>
      ))}
    </fieldset>
  );
}
