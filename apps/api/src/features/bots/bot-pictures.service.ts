import { createHash } from 'node:crypto';
import {
  type DeleteAvatarBody,
  type Looks,
  PICTURE_MAX_BYTES,
  type PutAvatarBody,
  type Bot as WireBot,
} from '@chatku/schemas';
import { Injectable } from '@nestjs/common';
import { Config } from '../../platform/config/config.js';
import { AppError } from '../../platform/errors/app-error.js';
import type { Tx } from '../../platform/unit-of-work/tx.js';
import type { Member } from '../workspaces/index.js';
import type { Bot } from './bot.entity.js';
import { toBot } from './bot.mapper.js';
import { BotDesk, tooLate } from './bot-desk.js';
import { BotPicturesRepository } from './bot-pictures.repository.js';
import { BotsRepository } from './bots.repository.js';
import { BotsService } from './bots.service.js';
import { pictureType } from './picture-type.js';

/** The picture a bot shows, as members of its workspace put it in place and take it away. */
@Injectable()
export class BotPicturesService {
  constructor(
    private readonly pictures: BotPicturesRepository,
    private readonly rows: BotsRepository,
    private readonly bots: BotsService,
    private readonly desk: BotDesk,
    private readonly config: Config,
  ) {}

  /**
   * Gives the bot this picture.
   *
   * @throws invalid_request when it is no PNG, JPEG or WebP, or too large; conflict when somebody was faster
   */
  put(member: Member, botId: string, { version, picture }: PutAvatarBody): Promise<WireBot> {
    const bytes = Buffer.from(picture, 'base64');
    requirePicture(bytes);
    return this.#change(member, botId, version, 'bot.picture_changed', async (tx, bot) => ({
      ...bot.looks,
      avatar: await this.storeIn(tx, bot, bytes),
    }));
  }

  /** Takes the picture away. @throws conflict when somebody was faster */
  delete(member: Member, botId: string, { version }: DeleteAvatarBody): Promise<WireBot> {
    return this.#change(member, botId, version, 'bot.picture_removed', async (tx, bot) => {
      const { avatar: _gone, ...looks } = bot.looks;
      await this.pictures.removeAllBut(tx, bot.id, []);
      return looks;
    });
  }

  /**
   * Stores a picture of a bot, in the caller's unit of work; the bot's looks may name it from then on. The one shown
   * until now stays, since pages keep a loader for a minute; those before it go.
   *
   * @returns its hash. @throws invalid_request when it is no PNG, JPEG or WebP, or too large
   */
  async storeIn(tx: Tx, { id: botId, looks }: Pick<Bot, 'id' | 'looks'>, bytes: Buffer): Promise<string> {
    const mediaType = requirePicture(bytes);
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    await this.pictures.removeAllBut(tx, botId, looks.avatar === undefined ? [hash] : [hash, looks.avatar]);
    if (!(await this.pictures.has(tx, botId, hash))) {
      const base64 = bytes.toString('base64');
      await this.pictures.insert(tx, { botId, hash, mediaType, base64, createdAtMs: tx.nowMs });
    }
    return hash;
  }

  async #change(
    member: Member,
    botId: string,
    version: number,
    action: string,
    looksOf: (tx: Tx, bot: Bot) => Promise<Looks>,
  ): Promise<WireBot> {
    const bot = await this.desk.unitOfWork.run('bots.picture', async (tx) => {
      const now = await this.bots.getOfWorkspace(tx, member.workspaceId, botId);
      if (now.version !== version) throw tooLate();
      const looks = await looksOf(tx, now);
      if (!(await this.rows.updateAtVersion(tx, botId, version, { looks }))) throw tooLate();
      const { workspaceId, userId } = member;
      await this.desk.audit.record(tx, { workspaceId, userId, action, targetId: botId, detail: {} });
      return { ...now, looks, version: version + 1 };
    });
    return toBot(bot, this.config.publicUrl);
  }
}

function requirePicture(bytes: Buffer) {
  const type = pictureType(bytes);
  if (type !== null && bytes.length <= PICTURE_MAX_BYTES) return type;
  const [why, fix, message] =
    type === null
      ? ['This is not a picture that every browser shows.', 'Send a PNG, JPEG or WebP.', 'must be a PNG, JPEG or WebP']
      : ['This picture is too large.', 'Make it smaller: 192 by 192 pixels are enough.', 'must be at most 64 kB'];
  throw new AppError('invalid_request', why, { fix, issues: [{ path: 'picture', message }] });
}
