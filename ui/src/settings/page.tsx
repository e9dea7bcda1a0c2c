// The settings: one's own, the company's, and everybody who may sign in.
import { useLocation } from "wouter";
import { Page } from "../parts/shell";
import { LinkTabs } from "../parts/segment";
import { CompanyPart } from "./company";
import { MembersPart } from "./members";
import { t } from "./t";
import { RightsPart } from "./rights";
import { YouPart } from "./you";
import "./settings.css";

const parts = [
  { href: "/settings", label: t("tab.you"), Part: YouPart },
  { href: "/settings/company", label: t("tab.company"), Part: CompanyPart },
  { href: "/settings/members", label: t("tab.members"), Part: MembersPart },
] as const;

export default function Settings() {
  const [path] = useLocation();
  const { href, Part } = parts.find((one) => one.href === path) ?? parts[0];
  const whose = /^\/settings\/members\/([^/]+)\/rights$/.exec(path)?.[1];
  return (
    <Page title={t("title")}>
      <div className="settings">
        <LinkTabs label={t("tabs")} links={parts} current={whose ? "/settings/members" : href} />
        {whose ? <RightsPart key={whose} id={decodeURIComponent(whose)} /> : <Part />}
      </div>
    </Page>
  );
}
