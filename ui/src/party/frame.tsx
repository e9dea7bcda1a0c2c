// What the page of an organisation and that of a person have in common: the head, what is to
// be known of the whole, merging and withdrawing.
import { type ReactNode, useState } from "react";
import { useMay } from "../api/session";
import { type Act, useActs } from "../parts/act";
import { ButtonLink, IconButton } from "../parts/button";
import { Menu } from "../parts/menu";
import { Banner, ErrorBanner } from "../parts/say";
import { Page } from "../parts/shell";
import { MergeDialog, WithdrawDialog } from "./merge";
import { t } from "./t";
import { hrefOf, type Noun, plural } from "./use";
import "./party.css";

type Whole = { id: string; name: string; merged_into?: string; withdrawn?: unknown; erased?: unknown };

/** Whether it can still be changed by this person. */
export const useMayChange = (party: Whole | undefined): boolean => useMay("sell") && !!party && !party.withdrawn && !party.erased;

export function Frame(props: {
  noun: Noun;
  party: Whole | undefined;
  lead: string;
  /** Instead of the page, where it is not known. */
  error: unknown;
  onRetry: () => void;
  acts?: readonly Act[];
  main: ReactNode;
  side: ReactNode;
  children?: ReactNode;
}) {
  const { noun, party } = props;
  const [doing, setDoing] = useState<"merge" | "withdraw" | null>(null);
  const manages = useMay("manage");
  const may = useMayChange(party) && manages;
  const merge = () => setDoing("merge");
  useActs([
    ...(props.acts ?? []),
    ...(may ? [{ id: `${noun}.merge`, title: t("merge.act"), detail: party?.name ?? "", icon: "link" as const, words: "duplicate same", run: merge }] : []),
  ]);
  const close = () => setDoing(null);
  return (
    <Page
      title={party?.name || t(party?.erased ? "erased" : noun)}
      crumb={{ label: t(plural[noun]), href: `/${plural[noun]}` }}
      lead={props.lead}
      tools={
        may && (
          <Menu
            label={t("more")}
            place={{ align: "end" }}
            trigger={<IconButton icon="more" label={t("more")} />}
            items={[
              { id: "merge", label: t("merge.act"), icon: "link", run: merge },
              { id: "withdraw", label: t("withdraw.act"), icon: "trash", danger: true, run: () => setDoing("withdraw") },
            ]}
          />
        )
      }
      banner={party ? <Known noun={noun} party={party} /> : props.error ? <ErrorBanner error={props.error} onRetry={props.onRetry} /> : null}
    >
      {party && (
        <div className="party">
          <div className="party-main">{props.main}</div>
          <aside className="party-side" aria-label={t("facts")}>
            {props.side}
          </aside>
          {props.children}
          {doing === "merge" && <MergeDialog noun={noun} party={party} onClose={close} />}
          {doing === "withdraw" && <WithdrawDialog noun={noun} party={party} onClose={close} />}
        </div>
      )}
    </Page>
  );
}

/** That it is no longer what it was: erased, merged, withdrawn. */
function Known({ noun, party }: { noun: Noun; party: Whole }) {
  if (party.erased) return <Banner icon="lock">{t("erased.text")}</Banner>;
  if (party.merged_into) {
    return (
      <Banner icon="link" act={<ButtonLink href={hrefOf(noun, party.merged_into)}>{t("merged.open")}</ButtonLink>}>
        {t(`merged.${noun}`)}
      </Banner>
    );
  }
  return party.withdrawn ? <Banner icon="trash">{t("withdrawn")}</Banner> : null;
}
