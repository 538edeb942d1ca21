import "@mantine/core/styles.css";
import "./app/app.css";
import "./app/shell.css";
import "./app/lists.css";
import "./app/panels.css";
import "./app/phone.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no element with the id root");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
