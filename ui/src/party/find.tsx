// The line above a list of parties: what is looked for, and which of them.
import { useEffect, useState } from "react";
import { ChoiceField, TextField } from "../parts/field";
import { LinkTabs, Segment } from "../parts/segment";
import { relations } from "./facts";
import { t } from "./t";

export type Looked = { q: string; relation: string; owner: string; sort: "name" | "-changed" };

export function Find(props: { at: "/organisations" | "/people"; value: Looked; onChange: (change: Partial<Looked>) => void }) {
  const { value, onChange } = props;
  // The field follows the typing; the address a little later.
  const [text, setText] = useState(value.q);
  useEffect(() => setText(value.q), [value.q]);
  const type = (q: string) => {
    setText(q);
    onChange({ q });
  };
  return (
    <div className="party-find">
      <LinkTabs
        label={t("tabs")}
        current={props.at}
        links={[
          { href: "/organisations", label: t("organisations") },
          { href: "/people", label: t("people") },
        ]}
      />
      <div className="row wrap">
        <TextField bare label={t("find")} type="search" icon="search" placeholder={t("find")} value={text} onChange={type} />
        <ChoiceField
          bare
          label={t("fact.relation")}
          value={value.relation}
          onChange={(relation) => onChange({ relation })}
          options={[{ value: "", label: t("relation.any") }, ...relations.map((one) => ({ value: one as string, label: t(`relation.${one}`) }))]}
        />
        <Segment
          label={t("whose")}
          value={value.owner === "me" ? "me" : "all"}
          onChange={(whose) => onChange({ owner: whose === "me" ? "me" : "" })}
          options={[
            { value: "all", label: t("whose.all") },
            { value: "me", label: t("whose.me") },
          ]}
        />
        <Segment
          label={t("sort")}
          value={value.sort}
          onChange={(sort) => onChange({ sort })}
          options={[
            { value: "name", label: t("sort.name") },
            { value: "-changed", label: t("sort.changed") },
          ]}
        />
      </div>
    </div>
  );
}
