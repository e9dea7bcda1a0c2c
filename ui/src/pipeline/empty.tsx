// An empty pipeline teaches; a view that lets nothing through says so.
import { Button } from "../parts/button";
import { EmptyPage } from "../parts/say";
import { t } from "./t";

export function EmptyPipeline({ onNew }: { onNew: (() => void) | undefined }) {
  return (
    <EmptyPage
      title={t("empty.title")}
      text={t("empty.text")}
      example={t("empty.example")}
      act={
        onNew && (
          <Button look="primary" icon="plus" keys="n" onClick={onNew}>
            {t("empty.act")}
          </Button>
        )
      }
    />
  );
}

export function EmptyList({ onClear }: { onClear: () => void }) {
  return <EmptyPage title={t("nothing.title")} text={t("nothing.text")} act={<Button onClick={onClear}>{t("nothing.act")}</Button>} />;
}
