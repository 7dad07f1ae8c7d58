import { Module } from '@nestjs/common';

/** Nothing is served: the doctor is a command, and what answers it is the platform's `Probe`. */
@Module({})
export class DoctorModule {}
