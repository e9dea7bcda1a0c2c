import { cleanup, render, screen } from "@testing-library/react";
import { Component, type ReactNode } from "react";
import { afterEach, expect, it, vi } from "vitest";
import { fetched } from "./fetched";

afterEach(cleanup);

const Page = () => <h1>here</h1>;

it("shows what was fetched before, at once", async () => {
  const load = vi.fn(async () => ({ default: Page }));
  const { Part, fetch } = fetched(load, <p>waiting</p>);
  await fetch();
  render(<Part />);
  expect(screen.getByText("here")).toBeDefined();
  expect(load).toHaveBeenCalledTimes(1);
});

it("waits for what was not, and shows it as soon as it is there", async () => {
  const { Part } = fetched(async () => ({ default: Page }), <p>waiting</p>);
  render(<Part />);
  expect(screen.getByText("waiting")).toBeDefined();
  const begun = performance.now();
  expect(await screen.findByText("here")).toBeDefined();
  expect(performance.now() - begun).toBeLessThan(250);
});

it("breaks where it cannot be fetched, and can be tried again", async () => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  class Guard extends Component<{ children: ReactNode }, { broke: boolean }> {
    override state = { broke: false };
    static getDerivedStateFromError = () => ({ broke: true });
    override render = () => (this.state.broke ? <p>broken</p> : this.props.children);
  }
  const answers = [() => Promise.reject(new Error("down")), async () => ({ default: Page })];
  const { Part } = fetched(() => answers.shift()!(), <p>waiting</p>);
  const { unmount } = render(
    <Guard>
      <Part />
    </Guard>,
  );
  expect(await screen.findByText("broken")).toBeDefined();
  unmount();
  render(
    <Guard>
      <Part />
    </Guard>,
  );
  expect(await screen.findByText("here")).toBeDefined();
});
