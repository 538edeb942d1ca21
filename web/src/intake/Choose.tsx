import { Button, NativeSelect } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { wordsOf } from "../admin/problem";
import { useAdminTexts } from "../admin/useAdminTexts";
import { download } from "../api/download";
import { DropZone } from "./DropZone";
import { templatePath, useKeptMappings } from "./requests";
import { LISTS, type ListName, type Options } from "./types";
import { useIntakeTexts } from "./useIntakeTexts";

interface Props {
  list: ListName;
  setList: (list: ListName) => void;
  file: File | null;
  busy: boolean;
  send: (file: File, options: Options) => void;
}

/** Which list, how its columns are called, and the file itself. */
export function Choose({ list, setList, file, busy, send }: Props) {
  const w = useIntakeTexts();
  const kept = useKeptMappings(list);
  const [mapping, setMapping] = useState("");
  const names = (kept.data ?? []).map(({ name }) => name);
  const known = names.includes(mapping) ? mapping : "";
  return (
    <section className="intake-choose">
      <NativeSelect
        label={w.list}
        value={list}
        onChange={(event) => setList(event.currentTarget.value as ListName)}
        data={LISTS.map((value) => ({ value, label: w.lists[value] }))}
      />
      {names.length > 0 && (
        <NativeSelect
          label={w.kept}
          value={known}
          onChange={(event) => setMapping(event.currentTarget.value)}
          data={[{ value: "", label: w.keptNone }, ...names.map((name) => ({ value: name, label: name }))]}
        />
      )}
      <Templates list={list} />
      <DropZone file={file} busy={busy} take={(chosen) => send(chosen, known ? { mapping: known } : {})} />
    </section>
  );
}

function Templates({ list }: { list: ListName }) {
  const a = useAdminTexts();
  const w = useIntakeTexts();
  const get = useMutation({
    mutationFn: (format: "csv" | "xlsx") => download(templatePath(list, format), `${list}.${format}`),
  });
  return (
    <div className="intake-templates">
      <span className="muted">{w.templateWords}</span>
      {(["xlsx", "csv"] as const).map((format) => (
        <Button
          key={format}
          size="compact-sm"
          variant="default"
          aria-label={w.templateOf(w.lists[list], format.toUpperCase())}
          loading={get.isPending && get.variables === format}
          onClick={() => get.mutate(format)}
        >
          {format.toUpperCase()}
        </Button>
      ))}
      {get.isError && <span className="failure">{wordsOf(get.error, a)}</span>}
    </div>
  );
}
