import "../admin/admin.css";
import "../admin/records.css";
import "./records.css";
import { Button, Tabs } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import type { Me } from "../api/types";
import { useView } from "../app/ViewProvider";
import type { Asked } from "./api";
import { draftsOf } from "./drafts";
import { RecordList } from "./list/RecordList";
import { Told } from "./parts/Told";
import { UnsavedBar } from "./parts/UnsavedBar";
import { RecordPage } from "./record/RecordPage";
import { listsOf, mayChange } from "./rights";
import { type ListName, whereOf } from "./types";
import { useBack } from "./useBack";
import { useRecordTexts } from "./useRecordTexts";

const FIRST: Asked = { q: "", state: "open", sample: null };

/** The office's records, over the map: lists, and one of them in its form. */
export function RecordsArea({ me }: { me: Me }) {
  const r = useRecordTexts();
  const { view, openData } = useView();
  const { list, key } = whereOf(view.data);
  // Before anything below reads drafts: those of somebody else are gone by then.
  useState(() => draftsOf(me.username));
  const [asked, setAsked] = useState<Partial<Record<ListName, Asked>>>({});
  const [told, setTold] = useState<string | null>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  useEffect(() => {
    // On a phone the row of tabs is wider than the screen.
    const tab = document.querySelector(`.admin-tab-list [data-list=${list}]`);
    tab?.scrollIntoView({ inline: "center", block: "nearest" });
  }, [list]);
  useBack(() => openData(key === null ? null : list));
  const go = (next: string) => {
    setTold(null);
    openData(next);
  };
  return (
    <section className="admin" aria-labelledby="records-title">
      <header className="admin-head">
        <h2 id="records-title" ref={heading} tabIndex={-1}>
          {r.title}
        </h2>
        <Button size="compact-sm" variant="default" className="admin-back" onClick={() => openData(null)}>
          {r.toMap}
        </Button>
      </header>
      <UnsavedBar here={`${list}/${key}`} />
      <Tabs value={list} onChange={(next) => next && go(next)} className="admin-tabs" keepMounted={false}>
        <Tabs.List className="admin-tab-list">
          {listsOf(me).map((name) => (
            <Tabs.Tab key={name} value={name} data-list={name}>
              {r.list[name]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={list} className="admin-panel" tabIndex={-1}>
          <Told words={told} forget={() => setTold(null)} />
          {key === null ? (
            <RecordList
              key={list}
              list={list}
              mayEdit={mayChange(me, list)}
              asked={asked[list] ?? FIRST}
              setAsked={(next) => setAsked((before) => ({ ...before, [list]: next }))}
            />
          ) : (
            <RecordPage
              key={`${list}/${key}`}
              list={list}
              recordKey={key}
              mayEdit={mayChange(me, list)}
              tell={setTold}
            />
          )}
        </Tabs.Panel>
      </Tabs>
    </section>
  );
}

export default RecordsArea;
