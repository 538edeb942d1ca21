import { Modal, Tabs } from "@mantine/core";
import { useSideTexts } from "../list/useSideTexts";
import type { WeekBoard } from "../types";
import { Download } from "./Download";
import { MessageList } from "./MessageList";
import { RouteFiles } from "./RouteFiles";

/** What leaves the screen: sheets to print, files for maps, texts for WhatsApp. */
export function HandoutDialog({ week, close }: { week: WeekBoard; close: () => void }) {
  const s = useSideTexts();
  const w = s.handout;
  const published = week.status === "published";
  return (
    <Modal
      opened
      onClose={close}
      title={w.title}
      size="lg"
      centered
      closeButtonProps={{ "aria-label": s.close }}
      classNames={{ title: "dialog-title" }}
    >
      <div className="dialog wk-handout">
        <p className="muted">{published ? w.intro : w.draft}</p>
        <Download
          path={`handouts/weeks/${week.id}.xlsx`}
          name={`minggu-${week.first_day}.xlsx`}
          label={w.xlsx}
        >
          {w.xlsx}
        </Download>
        {published && (
          <Tabs defaultValue="days" keepMounted={false}>
            <Tabs.List>
              <Tabs.Tab value="days">{w.byDay}</Tabs.Tab>
              <Tabs.Tab value="drivers">{w.drivers}</Tabs.Tab>
              <Tabs.Tab value="villages">{w.villages}</Tabs.Tab>
            </Tabs.List>
            <Tabs.Panel value="days">
              <RouteFiles days={week.days.map(({ day }) => day)} />
            </Tabs.Panel>
            {(["drivers", "villages"] as const).map((whom) => (
              <Tabs.Panel key={whom} value={whom}>
                <MessageList weekId={week.id} whom={whom} />
              </Tabs.Panel>
            ))}
          </Tabs>
        )}
      </div>
    </Modal>
  );
}
