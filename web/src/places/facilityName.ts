/** The name of a facility; once its place is confirmed, the word that called it an estimate has had its day. */
export function facilityName(facility: { name: string; estimated: boolean }): string {
  return facility.estimated ? facility.name : facility.name.replace(/ \(perkiraan\)$/, "");
}
