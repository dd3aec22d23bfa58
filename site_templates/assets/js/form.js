// Brings the form to life where it can work; elsewhere the page says how to do without.

import { Form } from "./form/form.js";

const place = document.querySelector("[data-form-of]");
if (place) await new Form(place).start();
