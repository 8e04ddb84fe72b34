import type { Operation } from '@involution/core';
import type { Languages } from '../site/language.ts';

interface Messages {
  readonly packageName: string;
  readonly commands: string;
  readonly framework: string;
  readonly optional: string;
  readonly range: string;
  readonly tested: string;
  readonly none: string;
  readonly runtime: string;
  readonly engine: string;
  readonly operations: Readonly<Record<Operation, string>>;
  readonly allPassed: string;
  readonly failed: string;
  readonly expectedToFail: string;
  readonly notSupported: string;
  readonly worst: string;
  readonly device: string;
  readonly features: (count: number) => string;
  readonly seen: string;
  readonly command: string;
  readonly packagesCaption: string;
  readonly runtimesCaption: string;
}

export const messages: Languages<Messages> = {
  en: {
    packageName: 'Package',
    commands: 'Commands',
    framework: 'Host framework',
    optional: 'optional',
    range: 'Admitted',
    tested: 'Tested',
    none: 'none',
    runtime: 'Runtime',
    engine: 'Engine',
    operations: { forward: 'Forward', gradInput: 'Backward data', gradKernel: 'Backward filter' },
    allPassed: 'All passed',
    failed: 'Failed',
    expectedToFail: 'Known failures',
    notSupported: 'Not supported',
    worst: 'Largest error, of its bound',
    device: 'Device',
    features: (count) => `${count} features`,
    seen: 'Machine, date',
    command: 'Command',
    packagesCaption: 'Packages, and the versions of what they run on',
    runtimesCaption: 'Tests of the conformance kit that passed, by operation, and others',
  },
  zh: {
    packageName: '包',
    commands: '命令',
    framework: '宿主框架',
    optional: '可选',
    range: '允许的版本',
    tested: '经测试的版本',
    none: '无',
    runtime: '运行时',
    engine: '引擎',
    operations: { forward: '前向', gradInput: '对数据的反向', gradKernel: '对核的反向' },
    allPassed: '通过总数',
    failed: '失败',
    expectedToFail: '已知失败',
    notSupported: '不支持',
    worst: '最大误差(与误差界之比)',
    device: '设备',
    features: (count) => `${count} 项特性`,
    seen: '机器与日期',
    command: '命令',
    packagesCaption: '各包及其所依赖环境的版本',
    runtimesCaption: '一致性测试通过的项数(按运算),以及其他结果',
  },
};
