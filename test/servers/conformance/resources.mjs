import { PNG } from './content.mjs';
import { Refusal } from './refusal.mjs';

const resources = {
  'test://static-text': {
    name: 'Static text',
    description: 'A text that stays',
    mimeType: 'text/plain',
    content: { text: 'This is the content of the static text resource.' },
  },
  'test://static-binary': {
    name: 'Static binary',
    description: 'A picture that stays',
    mimeType: 'image/png',
    content: { blob: PNG },
  },
  'test://watched-resource': {
    name: 'Watched resource',
    description: 'A text that is updated',
    mimeType: 'text/plain',
    content: { text: 'Watched resource content' },
  },
};

const template = /^test:\/\/template\/([^/]+)\/data$/;

export function listResources() {
  return {
    resources: Object.entries(resources).map(([uri, { content, ...shown }]) => ({ uri, ...shown })),
  };
}

export function listTemplates() {
  return {
    resourceTemplates: [
      {
        uriTemplate: 'test://template/{id}/data',
        name: 'Data of an id',
        description: 'One text for each id',
        mimeType: 'application/json',
      },
    ],
  };
}

export function readResource({ uri }) {
  if (Object.hasOwn(resources, uri)) {
    const { mimeType, content } = resources[uri];
    return { contents: [{ uri, mimeType, ...content }] };
  }
  const id = template.exec(uri)?.[1];
  if (id === undefined) throw new Refusal(-32_602, 'Resource not found', { uri });
  const value = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
  return { contents: [{ uri, mimeType: 'application/json', text: value }] };
}
