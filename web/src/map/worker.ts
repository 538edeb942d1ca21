import { setWorkerUrl } from "maplibre-gl";
// A file of our own origin, so that the content policy needs no exception for it.
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";

setWorkerUrl(workerUrl);
