import type { Feature } from '../../platform/feature.js';
import { doctorCommand } from './doctor.command.js';
import { DoctorModule } from './doctor.module.js';

export const doctorFeature: Feature = { name: 'doctor', module: DoctorModule, commands: [doctorCommand] };
