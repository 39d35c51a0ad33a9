import { expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { AbandonedTasks } from './abandoned-tasks.ts';
import { PacedQuestion } from './paced-question.ts';

function rig(tookMs: number) {
  const clock = new FakeClock();
  const asked: string[] = [];
  const answers: string[] = [];
  const cancelled: string[] = [];
  let tasks = 0;
  const question = new PacedQuestion<string, string>({
    ask: (input) => {
      asked.push(input);
      return new Promise((resolve) => clock.after(tookMs, () => resolve(`re ${input}`)));
    },
    cancel: (task) => cancelled.push(task),
    newTask: () => String(++tasks),
    clock,
    onAnswer: (answer) => answers.push(answer),
    onError: (error) => {
      throw error;
    },
  });
  return { clock, asked, answers, cancelled, question };
}

it('asks the same again after two seconds, however often it grows old', async () => {
  const { clock, asked, answers, question } = rig(10);
  question.ask('a');
  await clock.advanceAsync(10);
  for (let times = 0; times < 5; times++) question.touch();
  await clock.advanceAsync(1_900);
  expect(asked).toEqual(['a']);
  await clock.advanceAsync(200);
  expect(asked).toEqual(['a', 'a']);
  expect(answers).toEqual(['re a', 're a']);
  await clock.advanceAsync(60_000);
  expect(asked).toHaveLength(2);
});

it('rests ten times as long as an answer took', async () => {
  const { clock, asked, question } = rig(3_000);
  question.ask('a');
  question.touch();
  await clock.advanceAsync(3_000 + 29_000);
  expect(asked).toHaveLength(1);
  await clock.advanceAsync(1_100);
  expect(asked).toHaveLength(2);
});

it('another question is asked at once, and the answer to the one before is not heard', async () => {
  const { clock, asked, answers, cancelled, question } = rig(10);
  question.ask('a');
  question.ask('b');
  expect(asked).toEqual(['a', 'b']);
  expect(cancelled).toEqual(['1']);
  await clock.advanceAsync(10);
  expect(answers).toEqual(['re b']);
  question.end();
  question.touch();
  await clock.advanceAsync(10_000);
  expect(asked).toHaveLength(2);
});

it('takes back only what still runs after a second', async () => {
  const clock = new FakeClock();
  const cancelled: string[] = [];
  const tasks = new AbandonedTasks(clock, (task) => cancelled.push(task));
  const slow = new Promise((resolve) => clock.after(5_000, () => resolve(1)));
  void tasks.run('slow', slow);
  await tasks.run('quick', Promise.resolve(1));
  tasks.abandon('slow');
  tasks.abandon('quick');
  await clock.advanceAsync(999);
  expect(cancelled).toEqual([]);
  await clock.advanceAsync(1);
  expect(cancelled).toEqual(['slow']);
});
