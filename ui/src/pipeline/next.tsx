// The next step of one deal of the board, asked for after a move or with the key `s`.
import type { Store } from "../api/store";
import type { Card } from "../api/types";
import { NextForm } from "../move";
import { Surface } from "../move/surface";
import { t as moveT } from "../move/t";
import { refresh } from "./cards";
import { title } from "./filter";

export function NextPanel({ deal, store, beside, onClose }: { deal: string; store: Store<Card>; beside?: HTMLElement | undefined; onClose: () => void }) {
  const card = store.get(deal);
  const end = () => {
    refresh([deal]);
    onClose();
  };
  return (
    <NextForm
      deal={deal}
      onDone={end}
      onSkip={onClose}
      wrap={(fields, buttons) => (
        <Surface
          beside={beside}
          onClose={onClose}
          title={moveT("next.title", { deal: card ? title(card) : "" })}
          lead={card?.next.mark === "none" ? moveT("next.lead") : undefined}
          footer={buttons}
        >
          {fields}
        </Surface>
      )}
    />
  );
}
