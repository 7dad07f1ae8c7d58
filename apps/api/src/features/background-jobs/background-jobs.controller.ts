import {
  BackgroundJob,
  BackgroundJobFigures,
  ListQuery,
  NoBody,
  pageOf,
  ReplayedJobs,
  shape,
  uuid,
} from '@chatku/schemas';
import { Body, Controller, Delete, Get, Param, Post, Query, UseGuards } from '@nestjs/common';
import type * as v from 'valibot';
import { Answer } from '../../platform/openapi/answer.js';
import { ApiTags } from '../../platform/openapi/described.js';
import { CurrentMember, type Member, MemberGuard } from '../workspaces/index.js';
import { BackgroundJobsService } from './background-jobs.service.js';

const JobParams = shape({ job_id: uuid });
type JobParams = v.InferOutput<typeof JobParams>;
const BackgroundJobsPage = pageOf(BackgroundJob);
type BackgroundJobsPage = v.InferOutput<typeof BackgroundJobsPage>;

@ApiTags('background jobs')
@Controller('/v1/console/background-jobs')
@UseGuards(MemberGuard)
export class BackgroundJobsController {
  constructor(private readonly jobs: BackgroundJobsService) {}

  @Get()
  @Answer(200, BackgroundJobFigures)
  figures(@CurrentMember() member: Member): Promise<BackgroundJobFigures> {
    return this.jobs.figures(member);
  }

  @Get('parked')
  @Answer(200, BackgroundJobsPage)
  list(
    @CurrentMember() member: Member,
    @Query({ schema: ListQuery }) query: v.InferOutput<typeof ListQuery>,
  ): Promise<BackgroundJobsPage> {
    return this.jobs.list(member, query);
  }

  @Post('replay')
  @Answer(200, ReplayedJobs)
  replayAll(@CurrentMember() member: Member, @Body({ schema: NoBody }) _body: NoBody): Promise<ReplayedJobs> {
    return this.jobs.replayAll(member);
  }

  @Post('parked/:job_id/replay')
  @Answer(204)
  replay(
    @CurrentMember() member: Member,
    @Param({ schema: JobParams }) params: JobParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.jobs.replay(member, params.job_id);
  }

  @Delete('parked/:job_id')
  @Answer(204)
  drop(
    @CurrentMember() member: Member,
    @Param({ schema: JobParams }) params: JobParams,
    @Body({ schema: NoBody }) _body: NoBody,
  ): Promise<void> {
    return this.jobs.drop(member, params.job_id);
  }
}
