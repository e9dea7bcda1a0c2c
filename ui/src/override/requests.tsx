// Requests, each answered where it stands: let it pass, or decline, with a reason.
import { useState } from "react";
import { Link } from "wouter";
import { send } from "../api/client";
import { ApiError } from "../api/problem";
import { useFormats, useToday } from "../api/session";
import type { Done } from "../api/types";
import { stale, useSend } from "../api/use";
import { Button } from "../parts/button";
import { TextArea } from "../parts/field";
import { Form } from "../parts/form";
import { useDraft } from "../parts/kept";
import { CheckMark } from "../parts/mark";
import { t } from "./t";
import { keyOf, type OverrideRequest } from "./use";
import "./override.css";

export function Requests({ requests, label, onOpen }: { requests: readonly OverrideRequest[]; label: string; onOpen: (deal: string) => void }) {
  return (
    <ul className="override-list" aria-label={label}>
      {requests.map((request) => (
        <Request key={keyOf(request)} request={request} onOpen={onOpen} />
      ))}
    </ul>
  );
}

function Request({ request, onOpen }: { request: OverrideRequest; onOpen: (deal: string) => void }) {
  const { deal, owner, by, question, why, at, mine } = request;
  const f = useFormats();
  const today = useToday();
  const [answer, setAnswer] = useState<"override" | "decline" | null>(null);
  const shut = () => setAnswer(null);
  return (
    <li>
      <CheckMark strength="gate" state="open" size="large" tone="need" />
      <div>
        <h3>{question}</h3>
        <p className="small">
          <Link
            className="link"
            href={`/deals/${encodeURIComponent(deal.id)}`}
            onClick={(e) => {
              if (e.metaKey || e.ctrlKey || e.shiftKey) return;
              e.preventDefault();
              onOpen(deal.id);
            }}
          >
            {deal.name}
          </Link>
        </p>
        {why && (
          <p className="small">
            <q>{why}</q>
          </p>
        )}
        <p className="micro faint">
          {[t("says", { who: by.name }), owner.id === by.id ? "" : t("owner", { who: owner.name }), f.day(f.dayOf(at), today)].filter(Boolean).join(", ")}
        </p>
        {mine && answer === null && (
          <div className="row wrap">
            <Button aria-label={t("of", { question: t("allow"), deal: deal.name })} onClick={() => setAnswer("override")}>
              {t("allow")}
            </Button>
            <Button look="quiet" aria-label={t("of", { question: t("decline"), deal: deal.name })} onClick={() => setAnswer("decline")}>
              {t("decline")}
            </Button>
          </div>
        )}
        {answer !== null && <Answer request={request} verb={answer} onClose={shut} />}
      </div>
    </li>
  );
}

function Answer({ request, verb, onClose }: { request: OverrideRequest; verb: "override" | "decline"; onClose: () => void }) {
  const { deal, checkpoint, by } = request;
  const [why, setWhy, sent] = useDraft(`${verb}:${keyOf(request)}`);
  const act = useSend((key: string, body: object) => send<Done>(`/api/deals/${encodeURIComponent(deal.id)}/${verb}`, body, { key }));
  const allows = verb === "override";
  const wrong = act.error instanceof ApiError ? act.error.fields.why : undefined;
  return (
    <Form
      act={t(allows ? "allow" : "decline")}
      label={t(allows ? "allow" : "decline")}
      busy={act.busy}
      disabled={!why.trim()}
      error={wrong ? undefined : act.error}
      onCancel={onClose}
      onSubmit={() =>
        void act.run({ checkpoint, why: why.trim() }).then((done) => {
          if (!done) return;
          sent();
          onClose();
          stale("/api/overrides");
          stale(`/api/deals/${encodeURIComponent(deal.id)}`);
        })
      }
    >
      <TextArea
        label={t(allows ? "allow.why" : "decline.why")}
        hint={allows ? t("allow.hint") : t("decline.hint", { who: by.name })}
        rows={2}
        value={why}
        onChange={setWhy}
        error={wrong}
      />
    </Form>
  );
}
