// Everything between the browser and a page: session, keys, shell, and the page that the
// address names, fetched when it is first needed.
import { Component, type ReactNode, Suspense } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { findAll } from "./command/search";
import { SessionProvider, useSessionQuestion } from "./api/session";
import { CommandActs } from "./command/acts";
import { t } from "./i18n/t";
import { ActProvider } from "./parts/act";
import { Button, ButtonLink } from "./parts/button";
import { fetched } from "./parts/fetched";
import { EmptyPage, ErrorBanner } from "./parts/say";
import { Page, Shell } from "./parts/shell";
import { QuickProvider } from "./quick/quick";
import { destinations, routes } from "./route";

const pages = routes.map(({ path, load }) => ({ path, ...fetched(load, <Loading />) }));

// The page of the address is fetched beside the session, not after it.
const parts = location.pathname.split("/");
for (const { path, fetch } of pages) {
  const own = path.split("/");
  if (own[1] === parts[1] && own.length >= parts.length) fetch().catch(() => undefined); // it is tried again when it is shown
}

export function App() {
  const { session, error, again } = useSessionQuestion();
  if (error) return <ErrorBanner error={error} onRetry={again} />;
  if (!session) return null;
  return (
    <SessionProvider session={session}>
      <ActProvider>
        <QuickProvider>
          <CommandActs />
          <Shell pages={destinations} search={findAll}>
            <Content />
          </Shell>
        </QuickProvider>
      </ActProvider>
    </SessionProvider>
  );
}

function Content() {
  const [path] = useLocation();
  const first = destinations[0]?.href;
  return (
    <Guard at={path}>
      <Suspense fallback={<Loading />}>
        <Switch>
          {pages.map(({ path, Part }) => (
            <Route key={path} path={path}>
              <Part />
            </Route>
          ))}
          <Route path="/">{first ? <Redirect to={first} replace /> : <Missing />}</Route>
          <Route>
            <Missing />
          </Route>
        </Switch>
      </Suspense>
    </Guard>
  );
}

/** The bar stands while the page is fetched, so that nothing jumps. */
function Loading() {
  return (
    <>
      <header className="top" />
      <main id="page" className="page" aria-busy="true">
        <p className="sr" role="status">
          {t("shell.loading")}
        </p>
      </main>
    </>
  );
}

function Missing() {
  return (
    <Page title={t("page.missing")}>
      <EmptyPage
        title={t("page.missing")}
        text={t("page.missing.text")}
        act={destinations.length > 0 && <ButtonLink href="/">{t("page.missing.act")}</ButtonLink>}
      />
    </Page>
  );
}

/** A page that breaks takes only itself along. */
class Guard extends Component<{ at: string; children: ReactNode }, { broke: boolean }> {
  override state = { broke: false };
  static getDerivedStateFromError() {
    return { broke: true };
  }
  override componentDidUpdate(before: { at: string }) {
    if (this.state.broke && before.at !== this.props.at) this.setState({ broke: false });
  }
  override render() {
    if (!this.state.broke) return this.props.children;
    return (
      <Page title={t("page.broke")}>
        <EmptyPage
          title={t("page.broke")}
          text={t("page.broke.text")}
          act={<Button onClick={() => location.reload()}>{t("page.broke.act")}</Button>}
        />
      </Page>
    );
  }
}
