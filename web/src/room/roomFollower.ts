import { type DocumentNode, print } from "graphql";
import { ask } from "../graphql/ask";
import {
  FollowRoomDocument,
  type FollowRoomSubscription,
  FollowSignalsDocument,
  type FollowSignalsSubscription,
  HandOverDocument,
  HeartbeatDocument,
  JoinRoomDocument,
  LeaveRoomDocument,
  MovePlayheadDocument,
  type MovePlayheadInput,
  type RoomParticipantFragment,
  SignalRoomDocument,
  type SignalRoomInput,
  TakeControlDocument,
} from "../graphql/generated";
import { socket } from "../graphql/socket";
import type { ServerClock } from "./clock";
import { Coalesced } from "./coalesced";
import type { RoomNow } from "./playhead";

export type Participant = RoomParticipantFragment;
export type Signal = FollowSignalsSubscription["roomSignals"];
export type Move = Omit<MovePlayheadInput, "sessionId" | "at">;
/** A move, and the server's time at which what it tells of was on the screen. */
type MoveAt = Move & { at: string };
export type Passing = Omit<SignalRoomInput, "sessionId">;

export interface RoomListener {
  joined(me: Participant): void;
  changed(room: RoomNow): void;
  signalled(signal: Signal): void;
  /** Something that one did in the room was refused; in words for people. */
  refused(message: string): void;
}

const HEARTBEAT_MS = 5000;
const AGAIN_MS = 1000;

/** Being in a session's room: says every 5 seconds that one is there, hears who else is and where the play head is, and moves it. */
export class RoomFollower {
  private revision = -1;
  private stops: (() => void)[] = [];
  private beat: ReturnType<typeof setInterval> | null = null;
  private stopped = true;
  private displayName: string | null = null;
  private movedAt = 0;
  private moves = new Coalesced<MoveAt>((move) => this.sendMove(move));
  private signals = new Coalesced<Passing>((signal) => this.sendSignal(signal));

  constructor(
    private sessionId: string,
    private clock: ServerClock,
    private listener: RoomListener,
  ) {}

  start(displayName: string | null): void {
    this.stopped = false;
    this.displayName = displayName;
    this.stops = [
      this.follow<FollowRoomSubscription>(FollowRoomDocument, ({ room }) => this.hear(room)),
      this.follow<FollowSignalsSubscription>(FollowSignalsDocument, ({ roomSignals }) =>
        this.listener.signalled(roomSignals),
      ),
    ];
    void this.join();
    this.beat = setInterval(() => void this.heartbeat(), HEARTBEAT_MS);
  }

  /** Leave the room; the server hears it even while the page goes away. */
  stop(): void {
    this.stopped = true;
    for (const stop of this.stops) stop();
    if (this.beat !== null) clearInterval(this.beat);
    ask(LeaveRoomDocument, { id: this.sessionId }, true).catch(() => {
      // Who cannot say that they leave is gone after 15 seconds of silence.
    });
  }

  async rename(displayName: string): Promise<void> {
    this.displayName = displayName;
    await this.join();
  }

  /** Tell where the play head is; the newest place within 50 ms is sent. */
  move(move: Move): void {
    this.movedAt = Math.max(Math.floor(this.clock.now()), this.movedAt + 1); // a better reading may not turn it back
    this.moves.give({ ...move, at: new Date(this.movedAt).toISOString() });
  }

  signal(signal: Passing): void {
    this.signals.give(signal);
  }

  async takeControl(): Promise<boolean> {
    const { takeControl } = await ask(TakeControlDocument, { id: this.sessionId });
    return this.settled(takeControl.problems, takeControl.room);
  }

  async handOver(to: string | null): Promise<boolean> {
    this.moves.drop();
    const { handOverControl } = await ask(HandOverDocument, { id: this.sessionId, to });
    return this.settled(handOverControl.problems, handOverControl.room);
  }

  private settled(problems: { message: string }[], room: RoomNow | null): boolean {
    if (room) this.hear(room);
    if (problems[0]) this.listener.refused(problems[0].message);
    return problems.length === 0;
  }

  private hear(room: RoomNow): void {
    if (this.stopped || room.revision < this.revision) return;
    this.revision = room.revision;
    this.listener.changed(room);
  }

  private async join(): Promise<void> {
    const asked = Date.now();
    try {
      const { joinSession } = await ask(JoinRoomDocument, {
        input: { sessionId: this.sessionId, displayName: this.displayName },
      });
      const { participant, room, problems } = joinSession;
      if (this.stopped) return;
      if (participant) this.listener.joined(participant);
      if (room) {
        this.clock.read(asked, Date.now(), Date.parse(room.serverTime));
        // A room that everybody left for a day, or whose Redis was cleared, counts its revisions anew.
        this.revision = -1;
        this.hear(room);
      }
      if (problems[0]) this.listener.refused(problems[0].message);
    } catch {
      // Not reachable now: the next heartbeat finds that one is not in the room, and joins.
    }
  }

  private async heartbeat(): Promise<void> {
    const asked = Date.now();
    try {
      const { heartbeat } = await ask(HeartbeatDocument, { id: this.sessionId });
      if (heartbeat.room) this.clock.read(asked, Date.now(), Date.parse(heartbeat.room.serverTime));
      if (heartbeat.problems.some(({ code }) => code === "GONE") && !this.stopped) await this.join();
    } catch {
      // The link is lost, which the banner says; the next heartbeat tries again.
    }
  }

  private async sendMove(move: MoveAt): Promise<void> {
    const asked = Date.now();
    try {
      const { movePlayhead } = await ask(MovePlayheadDocument, {
        input: { ...move, sessionId: this.sessionId },
      });
      if (movePlayhead.room) this.clock.read(asked, Date.now(), Date.parse(movePlayhead.room.serverTime));
      const [problem] = movePlayhead.problems;
      if (problem?.code === "GONE") await this.join();
      else if (problem && problem.code !== "LEASE_HELD") this.listener.refused(problem.message);
    } catch {
      // A place of the play head is worth nothing later: the next one is sent when there is one.
    }
  }

  private async sendSignal(signal: Passing): Promise<void> {
    try {
      await ask(SignalRoomDocument, { input: { ...signal, sessionId: this.sessionId } });
    } catch {
      // What passes is not sent again.
    }
  }

  private follow<T>(document: DocumentNode, take: (data: T) => void): () => void {
    let stop = () => {};
    let stopped = false;
    const begin = () => {
      stop = socket.subscribe<T>(
        { query: print(document), variables: { id: this.sessionId } },
        { next: ({ data }) => data && take(data), error: () => again(), complete: () => again() },
      );
    };
    const again = () => {
      if (!stopped) setTimeout(() => !stopped && begin(), AGAIN_MS);
    };
    begin();
    return () => {
      stopped = true;
      stop();
    };
  }
}
