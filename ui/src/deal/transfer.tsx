// Going on under another version of the process, or another process. The dry run says
// what stands in the way, and the two texts what will be asked, before it is done.
import { useEffect, useMemo, useState } from "react";
import { ApiError, send } from "../api/client";
import { useFormats, useToday } from "../api/session";
import type { Process, ProcessList, ProcessVersion } from "../api/types";
import { useAsk } from "../api/use";
import { ChoiceField, TextArea } from "../parts/field";
import { Form } from "../parts/form";
import { Need } from "../parts/need";
import { ErrorText } from "../parts/say";
import { useDefinitions } from "../process/use";
import { useFormDraft } from "./draft";
import { named, t } from "./t";
import { type Meaning, meaningOf, stepFor } from "./transferred";
import { Trouble, wrong } from "./trouble";
import { useDeal, useDo } from "./use";

type Draft = { process: string; step: string; why: string };
const empty: Draft = { process: "", step: "", why: "" };

export function TransferForm({ onDone }: { onDone: () => void }) {
  const { page } = useDeal();
  const { deal } = page;
  const [draft, set, sent] = useFormDraft<Draft>("transfer", empty);
  const list = useAsk<ProcessList>("/api/processes");
  const versions = useMemo(() => (list.data?.processes ?? []).filter(({ version }) => version !== deal.process), [list.data, deal.process]);
  const wanted = versions.find(({ version }) => version === draft.process) ?? usual(versions, list.data?.processes ?? [], deal.process);
  const known = useDefinitions(useMemo(() => [deal.process, wanted?.version ?? ""], [deal.process, wanted?.version]));
  const from = known.get(deal.process);
  const to = known.get(wanted?.version ?? "");
  const steps = to?.steps.filter(({ retired }) => !retired) ?? [];
  const step = steps.some(({ key }) => key === draft.step) ? draft.step : from && to ? stepFor(from, deal.step, to) : "";
  const why = draft.why.trim();
  const body = wanted && step ? { process: wanted.version, step, ...(why && { why }) } : undefined;
  const transfer = useDo<NonNullable<typeof body>>("transfer", {
    after: () => {
      sent();
      onDone();
    },
  });
  const rehearsed = useRehearsal(deal.id, deal.version, body);
  if (list.data && versions.length === 0) return <p className="small dim">{t("transfer.none")}</p>;
  return (
    <Form
      act={t("transfer.act")}
      label={t("transfer")}
      className="boxed"
      busy={transfer.busy}
      disabled={!body || rehearsed !== null}
      trouble={<Trouble error={transfer.error} />}
      onSubmit={() => body && void transfer.run(body)}
      onCancel={onDone}
    >
      <div className="pair">
        <VersionField versions={versions} value={wanted?.version ?? null} onChange={(process) => set({ process, step: "" })} />
        <ChoiceField
          label={t("transfer.step")}
          value={step || null}
          onChange={(step) => set({ step })}
          options={steps.map(({ key, name }) => ({ value: key, label: name }))}
          error={wrong(transfer.error, "step")}
        />
      </div>
      <TextArea label={t("transfer.why")} optional rows={2} value={draft.why} onChange={(why) => set({ why })} error={wrong(transfer.error, "why")} />
      <div className="transfer-would stack small" role="status">
        {rehearsed !== undefined && rehearsed !== null && <Refused error={rehearsed} />}
        {rehearsed === null && from && to && <Would meaning={meaningOf(from, deal.step, to, step)} step={nameOf(to, step)} />}
      </div>
    </Form>
  );
}

const nameOf = (process: Process, key: string) => process.steps.find((step) => step.key === key)?.name ?? key;

/** The version in effect of the deal's own process, else the one that new deals run under. */
function usual(others: readonly ProcessVersion[], all: readonly ProcessVersion[], now: string): ProcessVersion | undefined {
  const key = all.find(({ version }) => version === now)?.key;
  const latest = [...others].sort((a, b) => b.published - a.published);
  return latest.find((one) => one.key === key) ?? latest.find((one) => one.default) ?? latest[0];
}

function VersionField({ versions, value, onChange }: { versions: readonly ProcessVersion[]; value: string | null; onChange: (version: string) => void }) {
  const f = useFormats();
  const today = useToday();
  return (
    <ChoiceField
      label={t("transfer.version")}
      value={value}
      onChange={onChange}
      options={versions.map(({ version, name, published, default: chief }) => ({
        value: version,
        label: t(chief ? "transfer.chief" : "transfer.of", { name, version: version.slice(0, 4), day: f.date(f.dayOf(published), today) }),
      }))}
    />
  );
}

/** What a dry run says: null where it would be done, undefined while that is not known. */
function useRehearsal(deal: string, seen: number, body: object | undefined): unknown {
  const [said, say] = useState<{ of: string; error: unknown }>();
  const text = body && JSON.stringify({ ...body, version: seen });
  useEffect(() => {
    if (!text) return;
    const stop = new AbortController();
    const end = (error: unknown) => stop.signal.aborted || say({ of: text, error });
    const timer = setTimeout(() => {
      send(`/api/deals/${encodeURIComponent(deal)}/transfer`, JSON.parse(text), { dryRun: true, signal: stop.signal }).then(() => end(null), end);
    }, 150);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [deal, text]);
  return said && said.of === text ? said.error : undefined;
}

/** The refusal, with everything that it misses. */
function Refused({ error }: { error: unknown }) {
  const missing = error instanceof ApiError ? error.missing : [];
  return (
    <>
      <ErrorText error={error} />
      {missing.map((lack) => (
        <Need key={lack.checkpoint ?? lack.field} strength={lack.strength ?? "impossible"} question={lack.question ?? lack.sentence ?? lack.field ?? ""} />
      ))}
    </>
  );
}

function Would({ meaning, step }: { meaning: Meaning; step: string }) {
  const { stays, fresh, gone, changed } = meaning;
  return (
    <>
      <p>
        <b>{t("transfer.would", { step })}</b> {t(stays ? "transfer.stays" : "transfer.cut")}
      </p>
      <Questions head={t("transfer.fresh", { n: fresh.length })} lines={fresh.map(({ key, question, strength }) => ({ key, text: question, end: named("strength", strength) }))} />
      <Questions head={t("transfer.gone", { n: gone.length })} lines={gone.map(({ key, question, strength }) => ({ key, text: question, end: named("strength", strength) }))} />
      <Questions
        head={t("transfer.changed", { n: changed.length })}
        lines={changed.map(({ question, was, is }) => ({ key: question, text: question, end: t("transfer.strength", { was: named("strength", was), is: named("strength", is) }) }))}
      />
      {fresh.length + gone.length + changed.length === 0 && <p className="dim">{t("transfer.same")}</p>}
    </>
  );
}

function Questions({ head, lines }: { head: string; lines: readonly { key: string; text: string; end: string }[] }) {
  if (lines.length === 0) return null;
  return (
    <div>
      <p className="dim">{head}</p>
      <ul className="lines">
        {lines.map(({ key, text, end }) => (
          <li key={key}>
            <span aria-hidden="true">·</span>
            <span>{text}</span>
            <span className="faint">{end}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
