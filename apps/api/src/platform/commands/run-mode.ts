/** What this process is doing, for those who start work of their own: timers and seeding belong to a server only. */
export class RunMode {
  constructor(
    /** True in `serve`; false in commands such as `reset-password`, which share the services. */
    readonly serving: boolean,
  ) {}
}
