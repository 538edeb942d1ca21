import { CloseButton } from "@mantine/core";
import { ApiError } from "../api/client";
import { number } from "../i18n/format";
import { useLanguage } from "../i18n/LanguageProvider";
import { usePieces } from "./queries";
import type { LonLat } from "./ring";
import { useTool } from "./ToolProvider";

/** The pieces of road that were clicked, each with its name and length, each to be let go. */
export function PieceStep({ clicks }: { clicks: readonly LonLat[] }) {
  const { t } = useLanguage();
  const pieces = usePieces(clicks);
  const known = pieces.flatMap(({ data }) => (data ? [data.properties] : []));
  const metres = known.reduce((sum, piece) => sum + piece.length_m, 0);
  return (
    <>
      <p role="status" className="draw-next">
        {known.length > 0
          ? t.roads.draw.piecesTotal(number(known.length), number(metres))
          : t.roads.draw.pieceStart}
      </p>
      <ul className="draw-pieces">
        {pieces.map((piece, click) => (
          <PieceRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a click is known by its place among the clicks
            key={click}
            click={click}
            piece={piece.data?.properties}
            error={piece.error}
          />
        ))}
      </ul>
      {clicks.length === 0 && <p className="draw-keys">{t.roads.draw.keys}</p>}
    </>
  );
}

interface RowProps {
  click: number;
  piece: { name: string | null; length_m: number } | undefined;
  error: Error | null;
}

function PieceRow({ click, piece, error }: RowProps) {
  const { t } = useLanguage();
  const { step } = useTool();
  const name = piece ? (piece.name ?? t.roads.draw.unnamed) : wordsOf(error);
  return (
    <li className={error ? "draw-wrong" : ""}>
      <span>{piece ? t.roads.draw.pieceName(name, number(piece.length_m)) : name}</span>
      <CloseButton
        size="sm"
        aria-label={t.roads.draw.pieceDrop(name)}
        onClick={() => step({ do: "drop", click })}
      />
    </li>
  );

  function wordsOf(failure: Error | null): string {
    if (failure === null) return t.roads.draw.pieceLoading;
    const none = failure instanceof ApiError && failure.status === 404;
    return none ? t.roads.draw.pieceNone : t.roads.draw.pieceFailed;
  }
}
