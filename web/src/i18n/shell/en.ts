/** The frame's texts in English. */
import type { id } from "./id";

export const en: typeof id = {
  areas: { label: "Areas", map: "Map", data: "Data", office: "Office" },
  menu: { download: "Download data", password: "Change password" },
  password: {
    title: "Change password",
    old: "Present password",
    new: "New password",
    again: "New password once more",
    hint: (least) => `At least ${least} characters; a short sentence is easier to remember.`,
    short: (least) => `At least ${least} characters.`,
    differs: "The two are not the same.",
    same: "Use another one than the present password.",
    submit: "Change",
    cancel: "Cancel",
    close: "Close",
    changed: "The password is changed. Other devices that are signed in must sign in again.",
    wrong: "The present password is wrong.",
    refused: "This new password is refused: too short or too easily guessed.",
    tooMany: "Too many attempts. Wait a little, then try again.",
    failed: "That did not work. Check the connection, then try again.",
    show: "Show password",
  },
  start: {
    label: "Begin here",
    title: "This office is still empty",
    rest: "Almost there",
    words: "Go from top to bottom; then trucks and points appear on the map.",
    others: "A planner or administrator is preparing points, vehicles and devices.",
    done: "there",
    open: "missing",
    steps: {
      points: {
        title: "Collection points",
        words: "Take the list of TPS from Excel, CSV or a map file.",
        go: "Import points",
      },
      vehicles: { title: "Vehicles", words: "Plate, kind and pool of every truck.", go: "Import vehicles" },
      devices: {
        title: "GPS devices",
        words: "Connect the drivers' phones, or import a list of trackers.",
        go: "Connect a phone",
        goList: "Import devices",
      },
    },
    askAdmin: "An administrator connects them.",
    hide: "Hide",
  },
  backup: {
    old: (age) => `Last backup ${age} ago`,
    none: "No backup yet",
    failed: "The last backup failed",
    look: "See backups",
  },
};
