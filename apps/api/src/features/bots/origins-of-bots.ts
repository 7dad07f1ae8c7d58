import type { Db } from '../../platform/database/db.js';
import { BotsRepository } from './bots.repository.js';

/** The origins every bot of the installation allows, for a command that looks at it from outside the application. */
export const originsOfAllBots = (db: Db): Promise<string[]> => new BotsRepository().listOrigins(db);
