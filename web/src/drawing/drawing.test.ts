import { expect, test } from "vitest";
import { asInput, isDrawn, type Mark, type Point, pointIn, pressureOf, simplified, unpacked } from "./marks";
import { type Brush, paint } from "./paint";
import { StrokeInHand } from "./strokeInHand";

const place = { left: 100, top: 50, width: 800, height: 450 };

test("a point of the screen is the same part of the picture at any size", () => {
  const small = pointIn(place, 300, 162.5);
  const large = pointIn({ left: 0, top: 0, width: 1920, height: 1080 }, 480, 270);
  expect(small).toEqual(large);
  expect(small).toEqual({ x: 0.25, y: 0.25, pressure: 1 });
});

test("a mark may leave the picture only a little", () => {
  expect(pointIn(place, -5000, 9000)).toEqual({ x: -0.5, y: 1.5, pressure: 1 });
});

test("pens press, mice and fingers do not say how hard", () => {
  expect(pressureOf({ pointerType: "pen", pressure: 0.3 })).toBe(0.3);
  expect(pressureOf({ pointerType: "mouse", pressure: 0.5 })).toBe(1);
  expect(pressureOf({ pointerType: "touch", pressure: 0 })).toBe(1);
});

test("what the server tells is what was sent", () => {
  const mark: Mark = {
    kind: "STROKE",
    colour: "#ff4d4d",
    width: 0.008,
    text: null,
    points: [
      { x: 0.1, y: 0.2, pressure: 0.5 },
      { x: 0.3, y: 0.4, pressure: 1 },
    ],
  };
  const path = asInput(mark).points.flatMap(({ x, y, pressure }) => [x, y, pressure ?? 1]);
  expect(unpacked({ ...mark, path })).toEqual(mark);
});

test("a straight way needs its ends alone, a bent one keeps within the tolerance", () => {
  const line: Point[] = Array.from({ length: 100 }, (_, at) => ({ x: at / 100, y: at / 200, pressure: 1 }));
  expect(simplified(line)).toEqual([line[0], line[99]]);
  const wave = Array.from({ length: 400 }, (_, at) => ({
    x: at / 400,
    y: 0.5 + 0.2 * Math.sin(at / 20),
    pressure: 1,
  }));
  const fewer = simplified(wave);
  expect(fewer.length).toBeLessThan(150);
  for (const { x, y } of wave) {
    const after = fewer.findIndex((point) => point.x >= x);
    const [b, a] = [fewer[after], fewer[Math.max(0, after - 1)]];
    if (!a || !b) throw new Error("the ends are always kept");
    const part = b.x === a.x ? 0 : (x - a.x) / (b.x - a.x);
    expect(Math.abs(a.y + part * (b.y - a.y) - y)).toBeLessThan(0.0026);
  }
});

test("pressure that changes along a straight line is kept", () => {
  const line: Point[] = Array.from({ length: 50 }, (_, at) => ({
    x: at / 50,
    y: 0.5,
    pressure: at < 25 ? 0.2 : 1,
  }));
  expect(simplified(line).length).toBeGreaterThan(2);
});

test("a press without a way draws a dot of the pen, and nothing else", () => {
  const press = (kind: Mark["kind"]) => {
    const stroke = new StrokeInHand(kind, "#ffffff", 0.01);
    stroke.add({ x: 0.5, y: 0.5, pressure: 1 });
    return stroke.done();
  };
  expect(press("STROKE")?.points).toHaveLength(1);
  expect(press("ARROW")).toBeNull();
  expect(press("BOX")).toBeNull();
});

test("an arrow goes from where it began to where it ends", () => {
  const stroke = new StrokeInHand("ARROW", "#ffffff", 0.01);
  for (const x of [0.1, 0.3, 0.6]) stroke.add({ x, y: 0.5, pressure: 1 });
  expect(stroke.done()?.points.map(({ x }) => x)).toEqual([0.1, 0.6]);
});

test("words without letters are not drawn", () => {
  expect(
    isDrawn({
      kind: "TEXT",
      colour: "#ffffff",
      width: 0.05,
      text: "  ",
      points: [{ x: 0, y: 0, pressure: 1 }],
    }),
  ).toBe(false);
});

function listening(): { brush: Brush; heard: [string, number[]][] } {
  const heard: [string, number[]][] = [];
  const brush = new Proxy({} as Brush, {
    get: (target, name) =>
      name in target
        ? Reflect.get(target, name)
        : (...numbers: number[]) => heard.push([String(name), numbers]),
    set: (target, name, value) => Reflect.set(target, name, value),
  });
  return { brush, heard };
}

test("the same mark is painted on the same spot of the picture at any size", () => {
  const marks: Mark[] = [
    {
      kind: "STROKE",
      colour: "#f00",
      width: 0.01,
      text: null,
      points: [0.1, 0.4, 0.7].map((x) => ({ x, y: x * x, pressure: 1 })),
    },
    {
      kind: "STROKE",
      colour: "#f00",
      width: 0.01,
      text: null,
      points: [0.1, 0.4, 0.7].map((x) => ({ x, y: x, pressure: x })),
    },
    {
      kind: "ARROW",
      colour: "#f00",
      width: 0.01,
      text: null,
      points: [0.2, 0.8].map((x) => ({ x, y: 0.5, pressure: 1 })),
    },
    {
      kind: "BOX",
      colour: "#f00",
      width: 0.01,
      text: null,
      points: [0.2, 0.8].map((x) => ({ x, y: x, pressure: 1 })),
    },
    {
      kind: "ELLIPSE",
      colour: "#f00",
      width: 0.01,
      text: null,
      points: [0.2, 0.8].map((x) => ({ x, y: x, pressure: 1 })),
    },
  ];
  for (const mark of marks) {
    const [small, large] = [listening(), listening()];
    paint(small.brush, mark, { width: 480, height: 270 });
    paint(large.brush, mark, { width: 1920, height: 1080 });
    expect(large.brush.lineWidth).toBeCloseTo(4 * small.brush.lineWidth, 6);
    expect(small.heard.length).toBeGreaterThan(1);
    expect(large.heard.map(([name]) => name)).toEqual(small.heard.map(([name]) => name));
    const placed = new Set(["moveTo", "lineTo", "quadraticCurveTo", "rect"]);
    for (const [at, [name, numbers]] of small.heard.entries())
      if (placed.has(name))
        for (const [place, number] of numbers.entries())
          expect(large.heard[at]?.[1][place]).toBeCloseTo(4 * number, 6);
  }
});
