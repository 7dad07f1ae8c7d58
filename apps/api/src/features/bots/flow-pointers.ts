import type { Behaviour, MenuItem, PageRights, Starter, UpdateBotBody } from '@chatku/schemas';

type FlowIds = ReadonlyMap<string, string>;

/** Every flow that a change of a bot's settings names, with the path at which it does. */
export function flowsNamedBy(body: UpdateBotBody): [path: string, flowId: string | null | undefined][] {
  const { starters = [], menu = [] } = body.behaviour ?? {};
  return [
    ['guest_flow_id', body.guest_flow_id],
    ['known_flow_id', body.known_flow_id],
    ['identified_flow_id', body.identified_flow_id],
    ...(body.page_rights?.flows ?? []).map(({ flow_id }, at): [string, string] => [
      `page_rights.flows.${at}.flow_id`,
      flow_id,
    ]),
    ...flowsOf('behaviour.starters', starters),
    ...flowsOf('behaviour.menu', menu),
    ...menu.flatMap((item, at) => (item.kind === 'menu' ? flowsOf(`behaviour.menu.${at}.items`, item.items) : [])),
  ];
}

function flowsOf(path: string, items: readonly { kind: string; flow_id?: string }[]): [string, string][] {
  return items.flatMap((item, at): [string, string][] =>
    item.kind === 'flow' && item.flow_id !== undefined ? [[`${path}.${at}.flow_id`, item.flow_id]] : [],
  );
}

/** The same rights over the flows of the copy. */
export function rightsOverCopies(rights: PageRights, flowIds: FlowIds): PageRights {
  return { ...rights, flows: withCopies(rights.flows, flowIds) };
}

/** The same behaviour with the flows of the copy; what points at a flow that was not copied is left out. */
export function behaviourWithCopies(behaviour: Behaviour, flowIds: FlowIds): Behaviour {
  const menu = withCopies<MenuItem>(behaviour.menu, flowIds).flatMap((item): MenuItem[] => {
    if (item.kind !== 'menu') return [item];
    const items = withCopies(item.items, flowIds);
    return items.length === 0 ? [] : [{ ...item, items }];
  });
  return { ...behaviour, starters: withCopies<Starter>(behaviour.starters, flowIds), menu };
}

function withCopies<Item extends object>(items: readonly Item[], flowIds: FlowIds): Item[] {
  return items.flatMap((item) => {
    if (!('flow_id' in item)) return [item];
    const copyId = flowIds.get(String(item.flow_id));
    return copyId === undefined ? [] : [{ ...item, flow_id: copyId }];
  });
}
