// Dragging cards, by mouse and finger. The keys `[` and `]` and the menu do the same.
import { combine } from "@atlaskit/pragmatic-drag-and-drop/combine";
import { draggable, dropTargetForElements, monitorForElements } from "@atlaskit/pragmatic-drag-and-drop/element/adapter";
import { setCustomNativeDragPreview } from "@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview";
import { autoScrollForElements } from "@atlaskit/pragmatic-drag-and-drop-auto-scroll/element";
import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Card } from "../api/types";

/** Marks the data of a card that is dragged from that of anything else. */
const mine = "cairn:deal";
type Dragged = { kind: typeof mine; id: string; step: string };

const isCard = (data: Record<string | symbol, unknown>): data is Dragged => data.kind === mine;

/** Lets an element be dragged as this card: before the press ends that made it so. */
export function useDraggable({ id, step }: Pick<Card, "id" | "step">, may: boolean): RefObject<HTMLElement | null> {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element || !may) return;
    return draggable({
      element,
      getInitialData: () => ({ kind: mine, id, step }) satisfies Dragged,
      onGenerateDragPreview: ({ nativeSetDragImage, location }) =>
        setCustomNativeDragPreview({
          nativeSetDragImage,
          // The pointer stays where it took hold of the card.
          getOffset: () => {
            const { left, top } = element.getBoundingClientRect();
            const { clientX, clientY } = location.current.input;
            return { x: clientX - left, y: clientY - top };
          },
          render: ({ container }) => {
            const picture = element.cloneNode(true) as HTMLElement;
            picture.classList.add("dragged");
            picture.style.width = `${element.offsetWidth}px`;
            container.append(picture);
          },
        }),
    });
  }, [id, step, may]);
  return ref;
}

/** Lets cards be dropped on an element; true while one is over it. */
export function useDrop(ref: RefObject<HTMLElement | null>, to: string, may: boolean): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const element = ref.current;
    if (!element || !may) return;
    return dropTargetForElements({
      element,
      getData: () => ({ to }),
      canDrop: ({ source }) => isCard(source.data),
      onDragEnter: () => setOver(true),
      onDragLeave: () => setOver(false),
      onDrop: () => setOver(false),
    });
  }, [ref, to, may]);
  return over;
}

/** Scrolls a list or the board while a card is held near its edge. */
export function useAutoScroll(ref: RefObject<HTMLElement | null>, may: boolean): void {
  useEffect(() => {
    const element = ref.current;
    if (!element || !may) return;
    return autoScrollForElements({ element, canScroll: ({ source }) => isCard(source.data) });
  }, [ref, may]);
}

/** Follows every drag of a card on the page. */
export function useDragging(on: { start: (id: string, from: string) => void; end: () => void; drop: (id: string, to: string) => void }): void {
  const latest = useRef(on);
  useEffect(() => {
    latest.current = on;
  });
  useEffect(
    () =>
      combine(
        monitorForElements({
          canMonitor: ({ source }) => isCard(source.data),
          onDragStart: ({ source }) => isCard(source.data) && latest.current.start(source.data.id, source.data.step),
          onDrop: ({ source, location }) => {
            if (!isCard(source.data)) return;
            const to = location.current.dropTargets[0]?.data.to;
            const { id, step } = source.data;
            latest.current.end();
            if (typeof to === "string" && to !== step) latest.current.drop(id, to);
          },
        }),
      ),
    [],
  );
}
