import { type ComponentType, lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import "./style/index.css";

// The sheet of all parts, for those who build pages; it is in no built Cairn.
const Parts: ComponentType | null = import.meta.env.DEV ? lazy(() => import("./parts/gallery")) : null;
const showsParts = Parts && location.pathname.startsWith("/parts");

createRoot(document.getElementById("root")!).render(
  <StrictMode>{showsParts ? <Suspense>{<Parts />}</Suspense> : <App />}</StrictMode>,
);
