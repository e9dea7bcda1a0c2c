// A person who is not known yet, added where they are needed; somebody alike is shown
// while the name is typed.
import { useState } from "react";
import { send } from "../api/client";
import type { Done, Ref } from "../api/types";
import { useSend } from "../api/use";
import { Button } from "../parts/button";
import { TextField } from "../parts/field";
import type { Pick } from "../parts/pick-field";
import { ErrorText } from "../parts/say";
import { useAlike } from "../party/alike";
import { AlikeNote } from "./alike";
import { t } from "./t";

export function AddPerson(props: {
  name: string;
  organisation?: Ref | undefined;
  onAdded: (person: Pick) => void;
  onCancel: () => void;
}) {
  const { organisation } = props;
  const [name, setName] = useState(props.name);
  const [title, setTitle] = useState("");
  const alike = useAlike("person", name, organisation?.id ? { organisation: organisation.id } : {});
  const add = useSend((key: string) =>
    send<Done>("/api/people", { name: name.trim(), ...(title.trim() ? { title: title.trim() } : {}), ...(organisation?.id ? { organisation: organisation.id } : {}) }, { key }),
  );
  const save = async () => {
    const done = await add.run();
    if (done) props.onAdded({ id: done.id, name: name.trim(), ...(title.trim() ? { detail: title.trim() } : {}) });
  };
  return (
    <div className="quick-add" role="group" aria-label={t("person.new")}>
      <div className="move-pair">
        <TextField label={t("person.name")} value={name} onChange={setName} />
        <TextField label={t("person.title")} optional value={title} onChange={setTitle} />
      </div>
      <AlikeNote hits={alike} onTake={({ id, name }) => props.onAdded({ id, name })} />
      <ErrorText error={add.error} />
      <div className="move-acts">
        <Button icon="plus" busy={add.busy} disabled={!name.trim()} onClick={() => void save()}>
          {organisation?.name ? t("person.addAt", { organisation: organisation.name }) : t("person.add")}
        </Button>
        <Button look="quiet" onClick={props.onCancel}>
          {t("cancel")}
        </Button>
      </div>
    </div>
  );
}
