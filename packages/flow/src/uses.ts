import type { FlowGraph } from '@chatku/schemas';
import { moduleOf } from './steps/registry.js';
import { placeholdersOf } from './text/template.js';

/**
 * The steps of a graph that read or write a field, by their ids. A bare name counts as a contact's field, even where a
 * value of the flow or the system of that name would win.
 */
export const stepsUsingField = (graph: FlowGraph, field: { name: string; scope: 'user' | 'bot' }): string[] => {
  const wanted = field.name.toLowerCase();
  const means = (reference: string): boolean => {
    const name = reference.toLowerCase();
    return name === `${field.scope}.${wanted}` || (field.scope === 'user' && name === wanted);
  };
  return graph.steps.flatMap((step) => {
    const outline = moduleOf(step)?.outline(step);
    if (outline === undefined) return [];
    const placeholders = outline.templates.flatMap(({ text }) => placeholdersOf(text));
    const read = [...outline.reads, ...placeholders.flatMap((one) => (one.ok ? [one.name] : []))];
    const written = field.scope === 'user' && outline.writes.some(means);
    return written || read.some(means) ? [step.id] : [];
  });
};
