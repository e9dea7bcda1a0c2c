// The company's manners: how days, money and years are counted and written.
import { useState } from "react";
import { send } from "../api/client";
import { ApiError } from "../api/problem";
import { useFormats, useMay, useToday } from "../api/session";
import type { Me } from "../api/types";
import { stale, useAsk, useSend } from "../api/use";
import type { Day } from "../i18n/format";
import { Button } from "../parts/button";
import { DateField } from "../parts/date-field";
import { ChoiceField, TextField } from "../parts/field";
import { useDraftOf } from "../parts/kept";
import { Chip, ErrorBanner, ErrorText, Section } from "../parts/say";
import { changed, currencies, locales, type Manners, mannersOf, months, sample, weekdays, zones } from "./manners";
import { Meaning, useMeant } from "./sight";
import { t } from "./t";

export function CompanyPart() {
  const me = useAsk<Me>("/api/session");
  if (me.error && !me.data) return <ErrorBanner error={me.error} onRetry={me.again} />;
  if (!me.data) return null;
  return <Company key={me.data.company.version} before={mannersOf(me.data.company)} />;
}

function Company({ before }: { before: Manners }) {
  const may = useMay("administer");
  const today = useToday();
  const [after, set, sent] = useDraftOf<Manners>("company", before);
  const change = changed(before, after);
  const isChanged = Object.keys(change).length > 0;
  const save = useSend((key: string, body: object) => send("/api/company/change", body, { key }));
  const wrong = save.error instanceof ApiError ? save.error.fields : {};
  const shown = { ...after, locale: sample(after, today) ? after.locale : "en-GB" };
  const act = async () => {
    if ((await save.run(change)) === undefined) return;
    sent();
    stale("/api/session");
    stale("/api/members");
  };
  return (
    <form
      className="stack settings-gap"
      noValidate
      onSubmit={(e) => {
        e.preventDefault();
        if (isChanged && after.week.length > 0) void act();
      }}
    >
      <p className="small dim">{t(may ? "company.lead" : "company.read")}</p>
      <fieldset className="settings-columns" disabled={!may}>
        <Section title={t("company.manners")}>
          <div className="form">
            <TextField label={t("company.name")} value={after.name} onChange={(name) => set({ name })} error={wrong.name} />
            <ChoiceField
              label={t("company.zone")}
              hint={t("company.zone.hint")}
              value={after.zone}
              options={zones(after.zone)}
              onChange={(zone) => set({ zone })}
              error={wrong.zone}
            />
            <ChoiceField
              label={t("company.currency")}
              hint={t("company.currency.hint")}
              value={after.currency}
              options={currencies(after.currency, shown.locale)}
              onChange={(currency) => set({ currency })}
              error={wrong.currency}
            />
            <ChoiceField
              label={t("company.locale")}
              hint={t("company.locale.hint", { example: sample(after, today) ?? "" })}
              value={after.locale}
              options={locales(after.locale)}
              onChange={(locale) => set({ locale })}
              error={wrong.locale}
            />
          </div>
        </Section>
        <Section title={t("company.calendar")}>
          <div className="form">
            <Week week={after.week} locale={shown.locale} onChange={(week) => set({ week })} error={wrong.week} />
            <ChoiceField
              label={t("company.fiscal")}
              value={String(after.fiscal_start)}
              options={months(shown.locale)}
              onChange={(month) => set({ fiscal_start: Number(month) })}
              error={wrong.fiscal_start}
            />
            <Holidays days={after.holidays} may={may} onChange={(holidays) => set({ holidays })} error={wrong.holidays} />
          </div>
        </Section>
        <SightPart sight={after.sight} isChanged={may && change.sight !== undefined} onChange={(sight) => set({ sight })} error={wrong.sight} />
      </fieldset>
      {may && (
        <div className="settings-foot" data-changed={isChanged || undefined}>
          <Button type="submit" look="primary" busy={save.busy} disabled={!isChanged || after.week.length === 0}>
            {t("company.save")}
          </Button>
          {isChanged && (
            <Button
              look="quiet"
              onClick={() => {
                sent();
                save.clear();
              }}
            >
              {t("company.discard")}
            </Button>
          )}
          <span className="small faint" role="status">
            {isChanged && t("company.changed")}
          </span>
          {Object.keys(wrong).length === 0 && <ErrorText error={save.error} />}
        </div>
      )}
    </form>
  );
}

/** How far each role sees, and what another choice would mean. */
function SightPart(props: { sight: Manners["sight"]; isChanged: boolean; onChange: (sight: Manners["sight"]) => void; error: string | undefined }) {
  const { sight, isChanged, onChange, error } = props;
  const meant = useMeant("/api/company/change", isChanged ? { sight } : null);
  return (
    <Section title={t("company.sight")}>
      <div className="form">
        <p className="small dim">{t("company.sight.lead")}</p>
        {(["salesperson", "manager", "viewer"] as const).map((role) => (
          <ChoiceField
            key={role}
            label={t(`company.sight.${role}`)}
            value={sight[role]}
            options={(role === "manager" ? (["tree", "all"] as const) : (["own", "team", "all"] as const)).map((value) => ({ value, label: t(`reach.${value}`) }))}
            onChange={(reach) => onChange({ ...sight, [role]: reach })}
            error={error}
          />
        ))}
        {isChanged && <Meaning meant={meant} />}
      </div>
    </Section>
  );
}

function Week({ week, locale, onChange, error }: { week: readonly number[]; locale: string; onChange: (week: number[]) => void; error: string | undefined }) {
  const wrong = error ?? (week.length === 0 ? t("company.week.none") : undefined);
  return (
    <fieldset className="ask">
      <legend>{t("company.week")}</legend>
      <div className="settings-week">
        {weekdays(locale).map(({ n, name }) => (
          <label key={n} className="row small">
            <input
              type="checkbox"
              className="check"
              checked={week.includes(n)}
              onChange={(e) => onChange(e.target.checked ? [...week, n].sort((a, b) => a - b) : week.filter((one) => one !== n))}
            />
            {name}
          </label>
        ))}
      </div>
      {wrong && <p className="wrong-text">{wrong}</p>}
    </fieldset>
  );
}

/** The days to come one by one; those that have passed only as a number. */
function Holidays({ days, may, onChange, error }: { days: readonly Day[]; may: boolean; onChange: (days: Day[]) => void; error: string | undefined }) {
  const f = useFormats();
  const today = useToday();
  const [fresh, setFresh] = useState<Day | null>(null);
  const ahead = days.filter((day) => day >= today).sort();
  const past = days.length - ahead.length;
  const add = () => {
    if (!fresh) return;
    onChange([...new Set([...days, fresh])].sort());
    setFresh(null);
  };
  return (
    <div className="ask">
      <span className="name">{t("company.holidays")}</span>
      <div className="row wrap settings-days">
        {ahead.map((day) => (
          <Chip key={day} tone="line" name={f.date(day, today)} {...(may ? { onRemove: () => onChange(days.filter((one) => one !== day)) } : {})}>
            {f.date(day, today)}
          </Chip>
        ))}
        {ahead.length === 0 && <span className="small faint">{t("company.holidays.none")}</span>}
      </div>
      <p className="hint">
        {t("company.holidays.lead")}
        {past > 0 && `. ${t("company.holidays.past", { n: past })}.`}
      </p>
      {error && <p className="wrong-text">{error}</p>}
      {may && (
        <div className="settings-add">
          <DateField label={t("company.holidays.add")} bare optional value={fresh} onChange={setFresh} />
          <Button disabled={!fresh} onClick={add}>
            {t("company.holidays.add")}
          </Button>
        </div>
      )}
    </div>
  );
}
