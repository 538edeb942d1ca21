import { type DragEvent, useRef, useState } from "react";
import { number } from "../i18n/format";
import { MOST_BYTES } from "./requests";
import { useIntakeTexts } from "./useIntakeTexts";

const ENDINGS = ".csv,.txt,.tsv,.xlsx,.geojson,.json,.gpkg,.zip,.kml,.kmz";

interface Props {
  file: File | null;
  busy: boolean;
  take: (file: File) => void;
}

/** Where a file is dropped or chosen; one that is too large is refused before it is sent. */
export function DropZone({ file, busy, take }: Props) {
  const w = useIntakeTexts();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [large, setLarge] = useState(false);
  const most = number(MOST_BYTES / 1e6);
  const offer = (files: FileList | null) => {
    const [chosen] = files ?? [];
    if (!chosen || busy) return;
    setLarge(chosen.size > MOST_BYTES);
    if (chosen.size <= MOST_BYTES) take(chosen);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    offer(event.dataTransfer.files);
  };
  return (
    <fieldset
      className="drop"
      data-over={over}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <legend className="for-readers">{w.file}</legend>
      {file && <strong className="drop-file">{file.name}</strong>}
      <label className="drop-label">
        <input
          ref={input}
          type="file"
          accept={ENDINGS}
          disabled={busy}
          onChange={(event) => {
            offer(event.currentTarget.files);
            // The same file again, once it was mended, is a choice too.
            event.currentTarget.value = "";
          }}
        />
        <span>
          {file ? w.other : `${w.drop} `}
          {!file && <span className="link">{w.choose}</span>}
        </span>
      </label>
      <span className="muted">{w.dropHint(most)}</span>
      {large && (
        <p className="failure" role="alert">
          {w.tooBig(most)}
        </p>
      )}
    </fieldset>
  );
}
