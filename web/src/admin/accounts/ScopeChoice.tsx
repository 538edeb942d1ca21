import { Checkbox, NativeSelect, Stack } from "@mantine/core";
import { useVehicles, useVillages } from "../../api/queries";
import { number } from "../../i18n/format";
import type { ScopeKind } from "../officeTypes";
import { useOfficeTexts } from "../useOfficeTexts";
import type { Draft } from "./draft";

const KINDS: readonly ScopeKind[] = ["all", "kecamatan", "vehicles"];

interface Props {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
}

/** What of the regency an account sees. */
export function ScopeChoice({ draft, change }: Props) {
  const { accounts: w } = useOfficeTexts();
  return (
    <>
      <NativeSelect
        label={w.scope}
        value={draft.kind}
        onChange={(event) => change({ kind: event.currentTarget.value as ScopeKind, values: [] })}
        data={KINDS.map((value) => ({ value, label: w.scopeKind[value] }))}
      />
      {draft.kind !== "all" && (
        <Checkbox.Group
          label={w.scopeKind[draft.kind]}
          description={draft.values.length > 0 ? w.chosen(number(draft.values.length)) : w.nothing}
          value={draft.values}
          onChange={(values) => change({ values })}
        >
          <Parts kind={draft.kind} />
        </Checkbox.Group>
      )}
    </>
  );
}

function Parts({ kind }: { kind: "kecamatan" | "vehicles" }) {
  const villages = useVillages();
  const vehicles = useVehicles();
  const names = (villages.data?.features ?? []).map((village) => village.properties.kecamatan);
  const choices =
    kind === "kecamatan"
      ? [...new Set(names)].sort().map((name) => ({ value: name, label: name }))
      : (vehicles.data ?? []).map(({ id, plate }) => ({ value: id, label: `${plate} · ${id}` }));
  return (
    <Stack gap={6} className="scope-parts">
      {choices.map(({ value, label }) => (
        <Checkbox key={value} size="sm" value={value} label={label} />
      ))}
    </Stack>
  );
}
