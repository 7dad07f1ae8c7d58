import { Checklist, Installations, type RouteName } from '@chatku/schemas';
import { type Call, found, given, type Handler } from './call.js';

const botIdOf = ({ world, params }: Call): string => found(world.bots.find((one) => one.id === params['bot_id'])).id;

/** The routes of a bot's first minutes. */
export const onboardingHandlers: Partial<Record<RouteName, Handler>> = {
  get_checklist: (call) =>
    given(
      Checklist,
      call.world.onboarding.checklists.get(botIdOf(call)) ?? {
        chat_at: null,
        embed: null,
        verified_at: null,
        members: 1,
      },
    ),
  list_installations: (call) => {
    const { origins } = found(call.world.bots.find((one) => one.id === botIdOf(call)));
    const items = (call.world.onboarding.installations.get(botIdOf(call)) ?? []).map((one) => {
      // As the API does: a website that was let in since is no longer turned away.
      const allowed = one.allowed || origins.includes(one.origin);
      const findings = allowed ? one.findings.filter((finding) => finding !== 'origin_not_allowed') : one.findings;
      return { ...one, allowed, findings };
    });
    return given(Installations, { items });
  },
};
