import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { LoadFailed } from "../../app/LoadFailed";
import { number } from "../../i18n/format";
import { useCopied } from "../../replan/MessageText";
import { ask } from "../api";
import type { HandoutMessage } from "../list/types";
import { useSideTexts } from "../list/useSideTexts";
import { itemsOf } from "../queries";
import { named, waLink } from "./message";

type Whom = "drivers" | "villages";
const SEARCH_FROM = 8;

const useMessages = (weekId: number, whom: Whom) =>
  useQuery({
    queryKey: ["week", "messages", weekId, whom],
    queryFn: async () =>
      itemsOf<HandoutMessage>(await ask("GET", `handouts/weeks/${weekId}/messages?for=${whom}`)),
  });

/** One text for each driver or village, to be copied or handed to WhatsApp. */
export function MessageList({ weekId, whom }: { weekId: number; whom: Whom }) {
  const s = useSideTexts();
  const w = s.handout;
  const messages = useMessages(weekId, whom);
  const [search, setSearch] = useState("");
  const [copied, setCopied] = useState<ReadonlySet<string>>(new Set());
  const all = messages.data ?? [];
  return (
    <div className="wk-messages">
      {messages.isError && <LoadFailed retry={() => void messages.refetch()} />}
      {messages.isPending && (
        <p className="muted" role="status">
          {s.loading}
        </p>
      )}
      {messages.isSuccess && all.length === 0 && <p className="muted">{w.noMessages}</p>}
      {all.length > SEARCH_FROM && (
        <TextInput
          type="search"
          size="xs"
          aria-label={w.search}
          placeholder={w.search}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
        />
      )}
      {all.length > 0 && (
        <p className="muted" role="status">
          {w.progress(number(copied.size), number(all.length))}
        </p>
      )}
      <ul className="wk-route-list">
        {named(all, search).map((message) => (
          <Message
            key={message.name}
            message={message}
            drivers={whom === "drivers"}
            copied={copied.has(message.name)}
            note={() => setCopied((before) => new Set([...before, message.name]))}
          />
        ))}
      </ul>
    </div>
  );
}

interface MessageProps {
  message: HandoutMessage;
  drivers: boolean;
  copied: boolean;
  note: () => void;
}

function Message({ message, drivers, copied, note }: MessageProps) {
  const { handout: w } = useSideTexts();
  const [seen, setSeen] = useState(false);
  const { copy, failed } = useCopied(note);
  const { name, phone } = message;
  // Whoever drives or waits for a truck reads Bahasa Indonesia, whatever the screen speaks.
  const text = message.text_id;
  return (
    <li data-message={name}>
      <span>
        <strong>{name}</strong> {drivers && <span className="muted">{phone || w.noPhone}</span>}
      </span>
      <span className="wk-buttons">
        <Button
          size="compact-sm"
          variant={copied ? "default" : "filled"}
          aria-label={w.copyOf(name)}
          onClick={() => copy(text)}
        >
          {copied ? `✓ ${w.copied}` : w.copy}
        </Button>
        <Button
          size="compact-sm"
          variant="default"
          component="a"
          href={waLink(phone, text)}
          target="_blank"
          rel="noreferrer"
          aria-label={w.sendOf(name)}
        >
          {w.send}
        </Button>
        <Button size="compact-sm" variant="subtle" aria-expanded={seen} onClick={() => setSeen(!seen)}>
          {seen ? w.hide : w.see}
        </Button>
      </span>
      {failed && (
        <p className="failure" role="alert">
          {w.copyFailed}
        </p>
      )}
      {(seen || failed) && (
        <textarea
          className="message-text"
          readOnly
          lang="id"
          rows={Math.min(14, text.split("\n").length)}
          aria-label={w.text(name)}
          value={text}
          onFocus={(event) => event.currentTarget.select()}
        />
      )}
    </li>
  );
}
